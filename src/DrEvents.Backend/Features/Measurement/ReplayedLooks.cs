using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>
/// Decides again whatever the control loop decided in an event: it keeps what each VEN looked like when the read models were as far as they were then, and
/// gives it to the same function. Events of one VEN have to come in their order; those of the event itself before them.
/// </summary>
/// <remarks>
/// What a VEN looked like is some 300 bytes, at each decision anew: of four hours and 10,000 VENs, more than a gigabyte. So the streams are read in
/// windows of as many decisions as come to no more than <see cref="LookedMax"/>, and those of a window are compared and forgotten at its end.
/// </remarks>
public sealed class ReplayedLooks(string eventId)
{
    /// <summary>VENs, each at one decision, that are in memory at once: some 150 MB.</summary>
    public const int LookedMax = 500_000;

    private readonly List<(DrEvent State, SharesAdjusted Decided, List<ControlledVen> Vens)> _looks = [];

    /// <summary>How many looks each VEN has been kept for, by its participation.</summary>
    private readonly Dictionary<string, int> _kept = [];

    /// <summary>What a VEN looked like last: most look the same for several looks, and are kept once.</summary>
    private readonly Dictionary<string, (MeteredParticipation Meter, ControlledVen Ven)> _newest = [];

    private int _compared;
    private int _looked;

    /// <summary>The most that was ever in memory of this.</summary>
    public int LookedAtOnce { get; private set; }

    public Differences Differences { get; } = new();

    /// <summary>The sequences at which windows end, the last one without an end.</summary>
    /// <param name="vens">How many VENs a decision looked at, at the most.</param>
    public static IEnumerable<long> Windows(IEnumerable<SharesAdjusted> decisions, int vens, int lookedMax) =>
        decisions
            .Select(d => d.Figures.AsOf)
            .Chunk(Math.Max(1, lookedMax / Math.Max(1, vens)))
            .SkipLast(1)
            .Select(c => c[^1])
            .Append(long.MaxValue);

    /// <param name="state">The event before that.</param>
    public void Add(DrEvent state, SharesAdjusted decided) => _looks.Add((state, decided, []));

    /// <summary>An event of a VEN comes, and is not folded yet.</summary>
    public void Before(long sequence, string stream, object stored, LiveFold fold)
    {
        if (_looks.Count > 0 && VenOf(stream, stored) is { } venId)
            Keep(Participation.StreamOf(eventId, venId), sequence, fold);
    }

    /// <summary>All events up to a sequence have come: decides again what rested on no more.</summary>
    public void Compare(long upTo, LiveFold fold)
    {
        var sequence = upTo == long.MaxValue ? upTo : upTo + 1;
        foreach (var meter in fold.Metered.Values.Where(m => m.EventId == eventId))
            Keep(meter.Id, sequence, fold);
        LookedAtOnce = Math.Max(LookedAtOnce, _looked);
        for (; _compared < _looks.Count && _looks[_compared].Decided.Figures.AsOf < sequence; _compared++)
        {
            var (state, decided, vens) = _looks[_compared];
            var inOrder = vens.OrderBy(v => v.VenId, StringComparer.Ordinal).ToList();
            var (again, _) = HoldRequest.Decide(state, decided.Figures.AsOf, inOrder, decided.Reserve, decided.At, decided.Figures.Others);
            Differences.Compare($"shares at {decided.At:O}", decided, again);
            _looked -= vens.Count;
            vens.Clear();
            vens.TrimExcess();
        }
        _newest.Clear();
    }

    private void Keep(string id, long sequence, LiveFold fold)
    {
        var next = _kept.GetValueOrDefault(id);
        for (; next < _looks.Count && _looks[next].Decided.Figures.AsOf < sequence; next++)
        {
            // One that is asked for nothing counts for nothing.
            if (fold.Metered.GetValueOrDefault(id) is not { AskedKw: > 0 } meter)
                continue;
            _looks[next].Vens.Add(Looked(id, meter));
            _looked++;
        }
        _kept[id] = next;
    }

    private ControlledVen Looked(string id, MeteredParticipation meter)
    {
        if (!_newest.TryGetValue(id, out var newest) || !ReferenceEquals(newest.Meter, meter))
            _newest[id] = newest = (meter, ControlledVen.Of(meter));
        return newest.Ven;
    }

    private static string? VenOf(string stream, object stored) =>
        (stored as BaselineSealed)?.VenId
        ?? Ven.VenOf(stream)
        ?? TelemetryStreams.VenOf(stream)
        ?? (Participation.Parse(stream) is var (_, venId) ? venId : null);
}
