using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Why;

/// <summary>What belongs to an event of each minute of its VENs, made of their readings as five minutes are when they come in.</summary>
public static class Minutes
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    /// <summary>More readings than these take too long for a page.</summary>
    public const int ReadingsMax = 30_000;

    /// <summary>Streams are read from their ends, so that what came after the event counts too.</summary>
    public static bool AreFew(IReadOnlyCollection<MeteredParticipation?> meters, DateTimeOffset began, DateTimeOffset now) =>
        meters.Sum(m => ReadingsOf(m, began, now)) <= ReadingsMax;

    /// <summary>By minute and VEN.</summary>
    public static async Task<Dictionary<DateTimeOffset, Dictionary<string, HeldPart>>> ReadAsync(
        IQuerySession session,
        string eventId,
        IReadOnlyCollection<MeteredParticipation?> meters,
        TimeRange range,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var known = meters.OfType<MeteredParticipation>().ToDictionary(m => m.VenId);
        if (known.Count == 0)
            return [];
        var most = 100 + known.Values.Max(m => ReadingsOf(m, range.Start, now)) * 2;
        var live = (await session.LoadManyAsync<VenLive>(cancellation, known.Keys)).ToDictionary(v => v.Id);
        // The reading before the first says how long that stands.
        var from = range with
        {
            Start = range.Start - Length,
        };
        var samples = await SampleReader.BetweenAsync(session, known.Keys.ToDictionary(v => v, _ => from), most, cancellation);
        var minutes = new Dictionary<DateTimeOffset, Dictionary<string, HeldPart>>();
        foreach (var (venId, ofVen) in samples)
        {
            var held = (live.GetValueOrDefault(venId)?.Held ?? []).Where(s => s.EventId == eventId).ToList();
            foreach (var (start, part) in PartsOf(eventId, ofVen, held, known[venId].ReportIntervalSeconds))
            {
                if (!minutes.TryGetValue(start, out var ofMinute))
                    minutes.Add(start, ofMinute = []);
                ofMinute[venId] = part;
            }
        }
        return minutes;
    }

    /// <param name="samples">In the order of time.</param>
    /// <param name="held">When the event held the VEN.</param>
    public static Dictionary<DateTimeOffset, HeldPart> PartsOf(
        string eventId,
        IReadOnlyList<TelemetrySampled> samples,
        IReadOnlyList<HeldSpan> held,
        int reportIntervalSeconds
    )
    {
        var parts = new Dictionary<DateTimeOffset, HeldPart>();
        DateTimeOffset? beforeAt = null;
        foreach (var sample in samples.Where(s => !s.IsImplausible))
        {
            var at = sample.LiveAt;
            if (held.LastOrDefault(s => s.Contains(at)) is { } span)
            {
                var seconds = ReadingTime.Seconds(at - (beforeAt > span.From ? beforeAt.Value : span.From), reportIntervalSeconds);
                var start = Interval.StartOf(at, Length);
                var before = parts.GetValueOrDefault(start);
                parts[start] = HeldPart.Counted(before is null ? [] : [before], eventId, sample, seconds)[0];
            }
            beforeAt = at;
        }
        return parts;
    }

    private static int ReadingsOf(MeteredParticipation? meter, DateTimeOffset began, DateTimeOffset now) =>
        meter is null ? 0 : (int)Math.Min(1_000_000, (now - began).TotalSeconds / Math.Max(1, meter.ReportIntervalSeconds));
}
