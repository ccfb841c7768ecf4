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
internal sealed class ReplayedLooks(string eventId)
{
    private readonly List<(DrEvent State, SharesAdjusted Decided, List<ControlledVen> Vens)> _looks = [];

    /// <summary>How many looks each VEN has been kept for, by its participation.</summary>
    private readonly Dictionary<string, int> _kept = [];

    /// <summary>What a VEN looked like last: most look the same for several looks, and are kept once.</summary>
    private readonly Dictionary<string, (MeteredParticipation Meter, ControlledVen Ven)> _newest = [];

    /// <param name="state">The event before that.</param>
    public void Add(DrEvent state, SharesAdjusted decided) => _looks.Add((state, decided, []));

    /// <summary>An event of a VEN comes, and is not folded yet.</summary>
    public void Before(long sequence, string stream, object stored, LiveFold fold)
    {
        if (_looks.Count > 0 && VenOf(stream, stored) is { } venId)
            Keep(Participation.StreamOf(eventId, venId), sequence, fold);
    }

    public void AtEnd(LiveFold fold)
    {
        foreach (var meter in fold.Metered.Values.Where(m => m.EventId == eventId))
            Keep(meter.Id, long.MaxValue, fold);
    }

    public void Compare(Differences differences)
    {
        foreach (var (state, decided, vens) in _looks)
        {
            var inOrder = vens.OrderBy(v => v.VenId, StringComparer.Ordinal).ToList();
            var (again, _) = HoldRequest.Decide(state, decided.Figures.AsOf, inOrder, decided.Reserve, decided.At);
            differences.Compare($"shares at {decided.At:O}", decided, again);
        }
    }

    private void Keep(string id, long sequence, LiveFold fold)
    {
        var next = _kept.GetValueOrDefault(id);
        for (; next < _looks.Count && _looks[next].Decided.Figures.AsOf < sequence; next++)
        {
            // One that is asked for nothing counts for nothing.
            if (fold.Metered.GetValueOrDefault(id) is { AskedKw: > 0 } meter)
                _looks[next].Vens.Add(Looked(id, meter));
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
