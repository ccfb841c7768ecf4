using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Baselines;

public sealed class MakeBaselines(IQuerySession session, string eventId, BaselineOptions options, DateTimeOffset now)
{
    /// <summary>Samples of a stream that are read for a window at first: two a report interval of a VEN that reports as usual.</summary>
    private const int SamplesPerInterval = 2;

    public async Task<List<BaselineSealed>> OfAsync(IReadOnlyList<BegunPart> vens, CancellationToken cancellation)
    {
        var live = (await session.LoadManyAsync<VenLive>(cancellation, vens.Select(v => v.VenId))).ToDictionary(v => v.Id);
        var windows = vens.ToDictionary(v => v.VenId, v => new TimeRange(v.BeganAt - options.Window, v.BeganAt));
        var most = (int)(SamplesPerInterval * options.Window / TimeSpan.FromSeconds(Ven.ReportIntervalSecondsDefault));
        var samples = await SampleReader.BetweenAsync(session, windows, most, cancellation);
        var made = new List<BaselineSealed>(vens.Count);
        foreach (var (venId, _) in vens)
        {
            var ven = live.GetValueOrDefault(venId) ?? new VenLive { Id = venId };
            made.Add(await OfAsync(ven, windows[venId], samples[venId], cancellation));
        }
        return made;
    }

    private async Task<BaselineSealed> OfAsync(
        VenLive ven,
        TimeRange window,
        IReadOnlyList<TelemetrySampled> samples,
        CancellationToken cancellation
    )
    {
        var held = ven.Held.Where(s => s.EventId != eventId && s.To > window.Start && s.From < window.End).ToList();
        // While an event held the VEN its load was not what it would have been.
        var usable = samples.Where(s => !held.Exists(h => h.Contains(s.LiveAt))).ToList();
        var made = Seal.Of(ven.Id, usable, window.Start, window.End, options.Minimum, ven.ReportIntervalSeconds, now);
        if (made.Verified || held.Count == 0)
            return made;
        // Events that follow one another closely leave no time of its own: what was sealed for the one before still holds.
        var before = await session.EventsAsync<BaselineSealed>(BaselineSealed.StreamOf(held[^1].EventId), "venId", [ven.Id], cancellation);
        return before is [{ Verified: true } sealed_, ..]
            ? sealed_ with
            {
                Reason = "carried over from " + held[^1].EventId,
                At = now,
            }
            : made;
    }
}
