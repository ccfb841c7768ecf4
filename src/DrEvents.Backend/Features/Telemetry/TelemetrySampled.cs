using System.Buffers.Binary;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>One sample of a VEN, as stored in <c>telemetry/{venId}/{yyyy-MM-dd}</c>; a null is not stored. Powers in kW.</summary>
/// <param name="At">When it was measured, by the VEN's clock.</param>
/// <param name="ShedPowerKw">What the VEN claims to shed.</param>
/// <param name="RequestedReductionKw">What the VEN believes it was asked.</param>
/// <param name="EventId">The event that the VEN believes to be in.</param>
/// <param name="BaselinePowerKw">The VEN's own baseline.</param>
/// <param name="ReceivedAt">When it came in, by our clock.</param>
/// <param name="BaselineErrorKw">Standard error of the VEN's own baseline.</param>
/// <param name="BaselineMethod">How the VEN makes it; see <see cref="BaselineMethods"/>.</param>
/// <param name="PromisedReductionKw">What comes of the limits that the VEN has set, if its loads obey them.</param>
public sealed record TelemetrySampled(
    DateTimeOffset At,
    double UsedPowerKw,
    double? ShedPowerKw,
    double? RequestedReductionKw,
    string? EventId,
    double? BaselinePowerKw,
    double? BatterySoc,
    long? MessageNum,
    IReadOnlyList<LoadPower>? Loads,
    IReadOnlyList<string>? Flags,
    DateTimeOffset ReceivedAt,
    double? BaselineErrorKw = null,
    string? BaselineMethod = null,
    double? PromisedReductionKw = null
)
{
    /// <summary>What the home would use now by the VEN's own models; null unless the VEN knows how sure that is, from its placebo starts.</summary>
    public double? CounterfactualKw =>
        BaselineMethod == BaselineMethods.Counterfactual && BaselineErrorKw is not null ? BaselinePowerKw : null;

    /// <summary>What the VEN could shed beside what it sheds; with bare powers no more than they are; null where it reports no loads.</summary>
    public double? AvailableKw => LoadPower.AvailableKw(Loads ?? []);

    /// <summary>The VEN's time, unless its clock is ahead of ours: a sample from the future would stay the newest for too long.</summary>
    public DateTimeOffset LiveAt => IsAhead ? ReceivedAt : At;

    public bool IsOutOfOrder => Flags?.Contains(SampleFlags.OutOfOrder) == true;

    /// <summary>The VEN's clock was ahead of ours.</summary>
    public bool IsAhead => Flags?.Contains(SampleFlags.Future) == true;

    /// <summary>It cannot be, and is left out of every figure.</summary>
    public bool IsImplausible => Flags?.Contains(SampleFlags.Implausible) == true;

    /// <summary>It came over the topic that all VENs share, where nobody can prove who sends.</summary>
    public bool IsOfSharedTopic => Flags?.Contains(SampleFlags.SharedTopic) == true;

    public static TelemetrySampled From(
        TelemetrySample sample,
        DateTimeOffset? newestBefore,
        DateTimeOffset receivedAt,
        bool isImplausible = false,
        bool isOfSharedTopic = false
    ) =>
        new(
            sample.At,
            sample.UsedPowerKw,
            sample.ShedPowerKw,
            sample.RequestedReductionKw,
            sample.EventId,
            sample.BaselinePowerKw,
            sample.BatterySoc,
            sample.MessageNum,
            sample.Loads.Any(l => l.IsPowerKnown)
                ? [.. sample.Loads.Where(l => l.IsPowerKnown).Select(l => new LoadPower(l.Id, l.CurrentPowerKw, l.ShedCapabilityKw))]
                : null,
            SampleFlags.Of(sample.At, newestBefore, receivedAt, isPartial: sample.Faulty.Count > 0, isImplausible, isOfSharedTopic),
            receivedAt,
            sample.BaselineErrorKw,
            sample.BaselineMethod,
            sample.PromisedReductionKw
        );
}

/// <summary>Power of one load, kW, and what it could shed.</summary>
public sealed record LoadPower(string Id, double Kw, double? ShedKw)
{
    /// <summary>What loads could shed together: as the VEN says itself; with bare powers no more than they are; null where there are none.</summary>
    public static double? AvailableKw(IReadOnlyList<LoadPower> loads) =>
        loads.Count == 0 ? null
        : loads.Any(l => l.ShedKw is not null) ? loads.Sum(l => Math.Max(0, l.ShedKw ?? 0))
        : loads.Sum(l => Math.Max(0, l.Kw));
}

/// <summary>What is peculiar about a sample. Samples are flagged, never dropped.</summary>
public static class SampleFlags
{
    public const string Future = "future";

    /// <summary>Measured long before it came in: a VEN that was offline catches up, or its clock is behind.</summary>
    public const string Late = "late";

    /// <summary>An older sample than one that came in before.</summary>
    public const string OutOfOrder = "outOfOrder";

    /// <summary>Parts of it could not be read and were left out; what is here is right.</summary>
    public const string Partial = "partial";

    /// <summary>Its used power cannot be: see <see cref="Vens.MeterMemory"/>. It is stored, and left out of every figure.</summary>
    public const string Implausible = "implausible";

    /// <summary>It came over the topic that all VENs share, where nobody can prove who sends.</summary>
    public const string SharedTopic = "sharedTopic";
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BehindMax = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<string>? Of(
        DateTimeOffset at,
        DateTimeOffset? newestBefore,
        DateTimeOffset receivedAt,
        bool isPartial = false,
        bool isImplausible = false,
        bool isOfSharedTopic = false
    )
    {
        List<string>? flags = null;
        if (at > receivedAt + AheadMax)
            (flags ??= []).Add(Future);
        if (at < receivedAt - BehindMax)
            (flags ??= []).Add(Late);
        if (at < newestBefore)
            (flags ??= []).Add(OutOfOrder);
        if (isPartial)
            (flags ??= []).Add(Partial);
        if (isImplausible)
            (flags ??= []).Add(Implausible);
        if (isOfSharedTopic)
            (flags ??= []).Add(SharedTopic);
        return flags;
    }
}

public static class TelemetryStreams
{
    private const string Prefix = "telemetry/";

    /// <summary>A sample from the future is filed under the day on which it came in.</summary>
    public static string Of(string venId, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{venId}/{at.UtcDateTime:yyyy-MM-dd}");

    public static string? VenOf(string stream) =>
        stream.StartsWith(Prefix, StringComparison.Ordinal) ? stream[Prefix.Length..stream.LastIndexOf('/')] : null;

    public static IEnumerable<string> Between(string venId, DateTimeOffset start, DateTimeOffset end)
    {
        for (var day = end.UtcDateTime.Date; day >= start.UtcDateTime.Date; day = day.AddDays(-1))
            yield return Of(venId, new DateTimeOffset(day, TimeSpan.Zero));
    }

    /// <summary>The same sample gets the same id wherever it arrives. Its time leads, to keep new ids close in the index (RFC 9562, version 8).</summary>
    public static Guid SampleId(string venId, DateTimeOffset at, long? messageNum)
    {
        Span<byte> name = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(venId, name);
        BinaryPrimitives.WriteInt64BigEndian(name[length..], messageNum ?? -1);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(name[..(length + sizeof(long))], hash);
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, at.ToUnixTimeMilliseconds() << 16);
        hash[..10].CopyTo(id[6..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
