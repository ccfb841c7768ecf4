using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Why;

namespace DrEvents.Backend.Features.Past;

/// <summary>Makes the minutes of an event's VENs from their readings, as long as they are few enough to be shown.</summary>
public sealed class PastMinutes(string eventId, TimeRange range)
{
    private readonly Dictionary<string, List<(DateTimeOffset At, long Sequence, TelemetrySampled Sample)>> _samples = [];
    private int _parts;

    /// <summary>By minute and VEN; null when they were too many.</summary>
    public Dictionary<DateTimeOffset, Dictionary<string, HeldPart>>? ByMinute { get; private set; } = [];

    /// <summary>Takes a reading. The one before the first of the event says how long that stands.</summary>
    public void Add(string venId, long sequence, TelemetrySampled sample)
    {
        var at = sample.LiveAt;
        if (ByMinute is null || at < range.Start - Minutes.Length || at >= range.End)
            return;
        if (!_samples.TryGetValue(venId, out var ofVen))
            _samples.Add(venId, ofVen = []);
        ofVen.Add((at, sequence, sample with { Loads = null }));
    }

    /// <summary>All readings of a VEN were taken.</summary>
    public void Close(string venId, MeteredParticipation? meter, IEnumerable<HeldSpan> held)
    {
        if (!_samples.Remove(venId, out var ofVen) || meter is null || ByMinute is null)
            return;
        List<TelemetrySampled> inOrder = [.. ofVen.OrderBy(s => (s.At, s.Sequence)).Select(s => s.Sample)];
        List<HeldSpan> spans = [.. held.Where(s => s.EventId == eventId)];
        foreach (var (start, part) in Minutes.PartsOf(eventId, inOrder, spans, meter.ReportIntervalSeconds))
        {
            if (!ByMinute.TryGetValue(start, out var ofMinute))
                ByMinute.Add(start, ofMinute = []);
            ofMinute[venId] = part;
            _parts++;
        }
        if (_parts > Minutes.ReadingsMax)
            ByMinute = null;
    }
}
