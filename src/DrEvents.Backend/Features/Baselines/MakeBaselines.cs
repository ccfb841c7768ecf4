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
        return await CarryOverAsync(
            vens.Select(v => Make(live.GetValueOrDefault(v.VenId) ?? new VenLive { Id = v.VenId }, windows[v.VenId], samples[v.VenId]))
                .ToList(),
            cancellation
        );
    }

    /// <returns>The seal, and the newest other event that held the VEN in the window.</returns>
    private (BaselineSealed Seal, string? Before) Make(VenLive ven, TimeRange window, IReadOnlyList<TelemetrySampled> samples)
    {
        var held = ven.Held.Where(s => s.EventId != eventId && s.To > window.Start && s.From < window.End).ToList();
        // While an event held the VEN its load was not what it would have been.
        var usable = samples.Where(s => !s.IsImplausible && !held.Exists(h => h.Contains(s.LiveAt))).ToList();
        var seal = Seal.Of(ven.Id, usable, window.Start, window.End, options.Minimum, ven.ReportIntervalSeconds, now);
        return (seal, held.Count == 0 ? null : held[^1].EventId);
    }

    /// <summary>Events that follow one another closely leave no time of its own: what was sealed for the one before still holds.</summary>
    private async Task<List<BaselineSealed>> CarryOverAsync(List<(BaselineSealed Seal, string? Before)> all, CancellationToken cancellation)
    {
        var before = new Dictionary<string, BaselineSealed>();
        foreach (var ofEvent in all.Where(m => m is { Seal.Verified: false, Before: not null }).GroupBy(m => m.Before!))
        {
            foreach (var seal in await session.SealsAsync(ofEvent.Key, [.. ofEvent.Select(m => m.Seal.VenId)], cancellation))
                before.TryAdd(seal.VenId, seal.CarriedOver(ofEvent.Key, now));
        }
        return all.ConvertAll(m => before.GetValueOrDefault(m.Seal.VenId) is { Verified: true } carried ? carried : m.Seal);
    }
}
