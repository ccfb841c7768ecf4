using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DrEvents.Ven.Log;

/// <summary>The stored form of <see cref="VenEvent"/>: a kind and JSON. The kinds' names are stored for good.</summary>
internal static class VenEventJson
{
    /// <summary>The kind of <see cref="PowerMeasured"/>, which the page's chart is taken up from.</summary>
    public const string MeasuredKind = "powerMeasured";

    /// <summary>The kind of <see cref="DeviceCommissioned"/>, of which the page gives the newest away.</summary>
    public const string CommissionedKind = "deviceCommissioned";

    /// <summary>The kind of <see cref="Checkpoint"/>, which the log itself looks for.</summary>
    public const string CheckpointKind = "checkpoint";

    // An answer stands in its entry as text; escaping only what JSON itself needs keeps it short and legible.
    private static readonly VenEventJsonContext Context = new(
        new JsonSerializerOptions(VenEventJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    private static readonly (string Kind, JsonTypeInfo Type)[] Kinds =
    [
        ("commandReceived", Context.CommandReceived),
        ("commandAnswered", Context.CommandAnswered),
        ("commandDiscarded", Context.CommandDiscarded),
        ("eventAnnounced", Context.EventAnnounced),
        ("announcementEnded", Context.AnnouncementEnded),
        ("shedStarted", Context.ShedStarted),
        ("loadsLimited", Context.LoadsLimited),
        ("shedEnded", Context.ShedEnded),
        ("eventRestored", Context.EventRestored),
        ("loadShedStarted", Context.LoadShedStarted),
        ("loadShedEnded", Context.LoadShedEnded),
        ("loadChanged", Context.LoadChanged),
        ("settingsChanged", Context.SettingsChanged),
        ("connectionChanged", Context.ConnectionChanged),
        ("clockDrift", Context.ClockDrifted),
        ("clockStepped", Context.ClockStepped),
        ("baselineTaken", Context.BaselineTaken),
        ("gentleReturnBegan", Context.GentleReturnBegan),
        ("gentleReturnEnded", Context.GentleReturnEnded),
        ("loadsReturning", Context.LoadsReturning),
        ("loadReturned", Context.LoadReturned),
        ("clockSetBack", Context.ClockSetBack),
        ("venStarted", Context.VenStarted),
        (MeasuredKind, Context.PowerMeasured),
        ("logBegan", Context.LogBegan),
        ("logTakenOver", Context.LogTakenOver),
        ("logInterrupted", Context.LogInterrupted),
        ("logFaultFound", Context.LogFaultFound),
        (CheckpointKind, Context.Checkpoint),
        ("eventOptedOut", Context.EventOptedOut),
        ("eventOptedIn", Context.EventOptedIn),
        ("ownerNoticeSent", Context.OwnerNoticeSent),
        ("testStarted", Context.TestStarted),
        ("shedMeasured", Context.ShedMeasured),
        ("wishCarriedOut", Context.WishCarriedOut),
        ("receiptKept", Context.ReceiptKept),
        ("receiptsRefused", Context.ReceiptsRefused),
        ("commandsRefused", Context.CommandsRefused),
        ("commandKeysTaken", Context.CommandKeysTaken),
        ("signedWishCame", Context.SignedWishCame),
        ("deviceStateChanged", Context.DeviceStateChanged),
        ("deviceHeld", Context.DeviceHeld),
        ("loadSetByHand", Context.LoadSetByHand),
        ("loadHadToRun", Context.LoadHadToRun),
        (CommissionedKind, Context.DeviceCommissioned),
    ];

    private static readonly FrozenDictionary<string, JsonTypeInfo> ByKind = Kinds.ToFrozenDictionary(k => k.Kind, k => k.Type);
    private static readonly FrozenDictionary<Type, (string Kind, JsonTypeInfo Type)> ByType = Kinds.ToFrozenDictionary(k => k.Type.Type);

    /// <summary>The events that have a stored form.</summary>
    public static IEnumerable<Type> Types => ByType.Keys;

    public static (string Kind, string Json) Write(VenEvent happened)
    {
        var (kind, type) = ByType[happened.GetType()];
        return (kind, JsonSerializer.Serialize(happened, type));
    }

    /// <summary>Whether this version knows a kind; a newer one may have written others.</summary>
    public static bool Knows(string kind) => ByKind.ContainsKey(kind);

    /// <exception cref="InvalidDataException">The log holds a kind that this version does not know, or JSON that is not of the kind.</exception>
    public static VenEvent Read(string kind, string json)
    {
        if (!ByKind.TryGetValue(kind, out var type))
            throw new InvalidDataException($"The VEN's log holds an entry of the unknown kind {kind}: it was written by a newer version.");
        try
        {
            return (VenEvent)JsonSerializer.Deserialize(json, type)!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The VEN's log holds a damaged entry of the kind {kind}.", e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(CommandReceived))]
[JsonSerializable(typeof(CommandAnswered))]
[JsonSerializable(typeof(CommandDiscarded))]
[JsonSerializable(typeof(EventAnnounced))]
[JsonSerializable(typeof(AnnouncementEnded))]
[JsonSerializable(typeof(ShedStarted))]
[JsonSerializable(typeof(LoadsLimited))]
[JsonSerializable(typeof(ShedEnded))]
[JsonSerializable(typeof(EventRestored))]
[JsonSerializable(typeof(LoadShedStarted))]
[JsonSerializable(typeof(LoadShedEnded))]
[JsonSerializable(typeof(LoadChanged))]
[JsonSerializable(typeof(SettingsChanged))]
[JsonSerializable(typeof(ConnectionChanged))]
[JsonSerializable(typeof(ClockDrifted))]
[JsonSerializable(typeof(ClockStepped))]
[JsonSerializable(typeof(BaselineTaken))]
[JsonSerializable(typeof(GentleReturnBegan))]
[JsonSerializable(typeof(GentleReturnEnded))]
[JsonSerializable(typeof(LoadsReturning))]
[JsonSerializable(typeof(LoadReturned))]
[JsonSerializable(typeof(ClockSetBack))]
[JsonSerializable(typeof(VenStarted))]
[JsonSerializable(typeof(PowerMeasured))]
[JsonSerializable(typeof(LogBegan))]
[JsonSerializable(typeof(LogTakenOver))]
[JsonSerializable(typeof(LogInterrupted))]
[JsonSerializable(typeof(LogFaultFound))]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(EventOptedOut))]
[JsonSerializable(typeof(EventOptedIn))]
[JsonSerializable(typeof(OwnerNoticeSent))]
[JsonSerializable(typeof(TestStarted))]
[JsonSerializable(typeof(ShedMeasured))]
[JsonSerializable(typeof(WishCarriedOut))]
[JsonSerializable(typeof(ReceiptKept))]
[JsonSerializable(typeof(ReceiptsRefused))]
[JsonSerializable(typeof(CommandsRefused))]
[JsonSerializable(typeof(CommandKeysTaken))]
[JsonSerializable(typeof(SignedWishCame))]
[JsonSerializable(typeof(DeviceStateChanged))]
[JsonSerializable(typeof(DeviceHeld))]
[JsonSerializable(typeof(LoadSetByHand))]
[JsonSerializable(typeof(LoadHadToRun))]
[JsonSerializable(typeof(DeviceCommissioned))]
internal sealed partial class VenEventJsonContext : JsonSerializerContext;
