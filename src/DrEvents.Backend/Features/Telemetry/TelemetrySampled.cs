using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>
/// One sample of a VEN, as stored in <c>telemetry/{venId}/{yyyy-MM-dd}</c>. Powers in kW. What rarely changes (names, capacities) is on the
/// VEN's own stream; a null is not stored.
/// </summary>
/// <param name="At">When it was measured, by the VEN's clock.</param>
/// <param name="UsedPowerKw">Power at the meter.</param>
/// <param name="ShedPowerKw">What the VEN claims to shed.</param>
/// <param name="RequestedReductionKw">What the VEN believes it was asked.</param>
/// <param name="EventId">The event that the VEN believes to be in.</param>
/// <param name="BaselinePowerKw">The VEN's own baseline.</param>
/// <param name="BatterySoc">State of charge.</param>
/// <param name="MessageNum">The VEN's count.</param>
/// <param name="Loads">The loads' powers.</param>
/// <param name="Flags">What is peculiar about it: <see cref="SampleFlags"/>; null when nothing is.</param>
/// <param name="ReceivedAt">When it came in, by our clock.</param>
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
    DateTimeOffset ReceivedAt
)
{
    /// <summary>
    /// The time that live figures go by: the VEN's, unless its clock is ahead of ours; a sample from the future would stay the newest
    /// until that future is past.
    /// </summary>
    public DateTimeOffset LiveAt => Flags?.Contains(SampleFlags.Future) == true ? ReceivedAt : At;

    /// <summary>A sample as it is stored.</summary>
    public static TelemetrySampled From(TelemetrySample sample, DateTimeOffset? newestBefore, DateTimeOffset receivedAt) =>
        new(
            sample.At,
            sample.UsedPowerKw,
            sample.ShedPowerKw,
            sample.RequestedReductionKw,
            sample.EventId,
            sample.BaselinePowerKw,
            sample.BatterySoc,
            sample.MessageNum,
            sample.Loads.Count == 0 ? null : [.. sample.Loads.Select(l => new LoadPower(l.Id, l.CurrentPowerKw, l.ShedCapabilityKw))],
            SampleFlags.Of(sample.At, newestBefore, receivedAt),
            receivedAt
        );
}

/// <summary>Power of one load, kW, and what it could shed.</summary>
public sealed record LoadPower(string Id, double Kw, double? ShedKw);

/// <summary>What is peculiar about a sample. Samples are flagged, never dropped.</summary>
public static class SampleFlags
{
    /// <summary>The VEN's clock is ahead of ours.</summary>
    public const string Future = "future";

    /// <summary>Measured long before it came in: a VEN that was offline catches up, or its clock is behind.</summary>
    public const string Late = "late";

    /// <summary>An older sample than one that came in before.</summary>
    public const string OutOfOrder = "outOfOrder";

    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BehindMax = TimeSpan.FromSeconds(60);

    /// <summary>The flags of a sample; null when there are none.</summary>
    public static IReadOnlyList<string>? Of(DateTimeOffset at, DateTimeOffset? newestBefore, DateTimeOffset receivedAt)
    {
        List<string>? flags = null;
        if (at > receivedAt + AheadMax)
            (flags ??= []).Add(Future);
        if (at < receivedAt - BehindMax)
            (flags ??= []).Add(Late);
        if (at < newestBefore)
            (flags ??= []).Add(OutOfOrder);
        return flags;
    }
}

/// <summary>The streams of telemetry, one per VEN and UTC day, and the identity of a sample in them.</summary>
public static class TelemetryStreams
{
    private const string Prefix = "telemetry/";

    /// <summary>
    /// The stream that holds a VEN's samples of the day of this time. A sample from the future is filed under the day on which it came in.
    /// </summary>
    public static string Of(string venId, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{venId}/{at.UtcDateTime:yyyy-MM-dd}");

    /// <summary>The VEN whose telemetry the stream holds; null for any other stream.</summary>
    public static string? VenOf(string stream) =>
        stream.StartsWith(Prefix, StringComparison.Ordinal) ? stream[Prefix.Length..stream.LastIndexOf('/')] : null;

    /// <summary>The streams that hold a VEN's samples from one time to another, newest first.</summary>
    public static IEnumerable<string> Between(string venId, DateTimeOffset start, DateTimeOffset end)
    {
        for (var day = end.UtcDateTime.Date; day >= start.UtcDateTime.Date; day = day.AddDays(-1))
            yield return Of(venId, new DateTimeOffset(day, TimeSpan.Zero));
    }

    /// <summary>
    /// The stored event's id, made of what identifies the sample: VEN, time and the VEN's count. The same sample gets the same id
    /// wherever and however often it arrives. The time leads, so that new ids stay close together in the index (as in RFC 9562, version 8).
    /// </summary>
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
