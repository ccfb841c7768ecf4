using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

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
            foreach (var span in vens.GetValueOrDefault(venId)?.Held ?? [])
            {
                if (span.To > earliest)
                    _meterIds.Add(Participation.StreamOf(span.EventId, venId));
            }
        }
        return _meterIds;
    }

    public (HashSet<string> Late, HashSet<string> Fleet) Intervals(IReadOnlyDictionary<string, VenLive> vens)
    {
        var (late, fleet) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (venId, times) in _sampledAt)
        {
            var newest = vens.GetValueOrDefault(venId)?.OpenInterval?.Start;
            foreach (var time in times)
            {
                var start = Interval.StartOf(time, Interval.Length);
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
        switch (stored)
        {
            case TelemetrySampled sample when TelemetryStreams.VenOf(stream) is { } venId:
                VenIds.Add(venId);
                if (!_sampledAt.TryGetValue(venId, out var times))
                    _sampledAt.Add(venId, times = []);
                times.Add(sample.LiveAt);
                break;
            case ReportIntervalChanged when Ven.VenOf(stream) is { } venId:
                VenIds.Add(venId);
                break;
            case BaselineSealed baseline when BaselineSealed.EventOf(stream) is { } eventId:
                _meterIds.Add(Participation.StreamOf(eventId, baseline.VenId));
                break;
            case AckReceived { Standing: AckStandings.First } when Participation.Parse(stream) is var (_, venId):
                VenIds.Add(venId);
                break;
            case CommandDispatched
            or OptedOut
            or OptedIn
            or ParticipationDisplaced
            or ParticipationEnded when Participation.Parse(stream) is var (_, venId):
                VenIds.Add(venId);
                _meterIds.Add(stream);
                break;
        }
    }
}
