namespace DrEvents.Backend.Features.Vens;

/// <summary>The VEN is never called from now on, whoever asks.</summary>
/// <param name="Kind">One of <see cref="ExemptionKinds"/>.</param>
/// <param name="Until">When it ends by itself; null for never.</param>
/// <param name="By">Who said so.</param>
public sealed record VenExempted(string Kind, string Why, DateTimeOffset? Until, string By, DateTimeOffset At);

/// <summary>An administrator says that the VEN may be called again.</summary>
public sealed record ExemptionEnded(string Why, string By, DateTimeOffset At);

/// <summary>What keeps a VEN from being called, as its state has it.</summary>
public sealed record Exemption(string Kind, string Why, DateTimeOffset Since, DateTimeOffset? Until, string By)
{
    public static Exemption Of(VenExempted e) => new(e.Kind, e.Why, e.At, e.Until, e.By);

    public bool HoldsAt(DateTimeOffset at) => !(Until <= at);
}

/// <summary>Refuses what would take power from a VEN that is exempt.</summary>
public static class ExemptVens
{
    /// <summary>Most characters of a reason.</summary>
    public const int WhyMax = 500;

    /// <summary>
    /// The VEN that a command would take power from, kept as it is until the command is stored: whoever exempts it meanwhile waits, and has it restore after
    /// that. Null where the command takes none. What events ask is looked at page by page, under the VENs' locks (<c>ReadCalls</c>).
    /// </summary>
    public static async Task<Ven?> KeptAsync(IDocumentSession session, string venId, bool takesPower, CancellationToken cancellation)
    {
        if (!takesPower)
            return null;
        await session.KeepStreamAsync(Ven.StreamOf(venId), cancellation);
        return await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation);
    }

    /// <summary>409 when the VEN is exempt whose power would be taken away.</summary>
    public static ProblemDetails Answer(Ven? kept, DateTimeOffset now) =>
        kept?.IsExemptAt(now) == true
            ? Problems.Conflict($"VEN {kept.VenId} is exempt: nothing is sent to it that takes power away")
            : Problems.None;

    /// <summary>Whether a command takes power away, or may: what a load is set to counts unless it only switches it on or orders it.</summary>
    public static bool TakesPower(SendCommandRequest request) =>
        CommandOps.Canonical(request.Op ?? "") switch
        {
            CommandOps.ShedPanel or CommandOps.ShedLoad => true,
            CommandOps.SetLoad => request.Enabled == false || request.CapacityKw is not null,
            CommandOps.Set or CommandOps.SetConfig => request.Enabled == false || request.TargetPowerKw is not null,
            _ => false,
        };

    /// <summary>Whether a wish of a shadow takes power away, or may. A load that is only switched on, named or ordered does not.</summary>
    public static bool TakesPower(JsonObject? desired) =>
        desired is not null
        && (
            desired["target_power_kw"] is not null
            || IsOff(desired)
            || IsOff(desired["ven"])
            || Loads(desired["loads"]).Any(l => IsOff(l) || (l as JsonObject)?["capacityKw"] is not null)
        );

    private static bool IsOff(JsonNode? node) =>
        node is JsonObject said && said["enabled"] is JsonValue value && !(value.TryGetValue<bool>(out var isOn) && isOn);

    private static IEnumerable<JsonNode?> Loads(JsonNode? loads) =>
        loads switch
        {
            JsonArray array => array,
            JsonObject byId => byId.Select(l => l.Value),
            _ => [],
        };
}
