using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>The documents that a page of events may change, by their ids: no fewer than <see cref="LiveFold"/> asks for.</summary>
internal sealed class Touched
{
    private readonly HashSet<string> _meterIds = [];
    private readonly Dictionary<string, List<DateTimeOffset>> _sampledAt = [];

    public Touched(IReadOnlyList<IEvent> events)
    {
        foreach (var e in events)
            Add(e.StreamKey!, e.Data);
    }

    public HashSet<string> VenIds { get; } = [];

    public HashSet<string> MeterIds(IReadOnlyDictionary<string, VenLive> vens)
    {
        foreach (var (venId, times) in _sampledAt)
        {
            var earliest = times.Min();
            var held = (vens.GetValueOrDefault(venId)?.Held ?? []).Where(s => s.To + ReturnSums.Watched > earliest);
            _meterIds.UnionWith(held.Select(s => Participation.StreamOf(s.EventId, venId)));
        }
        return _meterIds;
    }

    public (HashSet<string> Late, HashSet<string> Fleet) Intervals(IReadOnlyDictionary<string, VenLive> vens)
    {
        var (late, fleet) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (venId, times) in _sampledAt)
        {
            var newest = vens.GetValueOrDefault(venId)?.OpenInterval?.Start;
            foreach (var start in times.Select(t => Interval.StartOf(t, Interval.Length)))
            {
                fleet.Add(Interval.Name(start));
                if (newest is null || start > newest)
                    newest = start;
                else if (start < newest)
                    late.Add(VenInterval.IdOf(venId, start));
            }
        }
        return (late, fleet);
    }

    private void Add(string stream, object stored)
    {
        if (stored is TelemetrySampled sample && TelemetryStreams.VenOf(stream) is { } sampled)
        {
            VenIds.Add(sampled);
            if (!_sampledAt.TryGetValue(sampled, out var times))
                _sampledAt.Add(sampled, times = []);
            times.Add(sample.LiveAt);
        }
        else if (stored is BaselineSealed baseline && BaselineSealed.EventOf(stream) is { } eventId)
        {
            _meterIds.Add(Participation.StreamOf(eventId, baseline.VenId));
        }
        else if (Ven.VenOf(stream) is { } described)
        {
            VenIds.Add(described);
        }
        else if (Participation.Parse(stream) is var (_, told))
        {
            VenIds.Add(told);
            _meterIds.Add(stream);
        }
    }
}
