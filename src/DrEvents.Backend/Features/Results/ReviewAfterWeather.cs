using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Weather;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>Where an import says anything new of temperatures that a result rests on, or would, the result is made again.</summary>
public static class ReviewAfterWeatherHandler
{
    public static async Task<OutgoingMessages> Handle(
        Stored<TemperatureImported> stored,
        IDocumentSession session,
        IOptions<ResultOptions> options,
        IOptions<LikeDayOptions> likeDays,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (
            stored.Event is not { ChangedFrom: { } from, ChangedTo: { } to }
            || TemperatureStreams.Parse(stored.Stream) is not var (site, _)
        )
            return [];
        var (since, until) = ReviewAfterImportHandler.Reached(from, to, options.Value, likeDays.Value.Zone);
        var reached = await session
            .Query<DrEvent>()
            .Where(e => e.ActivatedAt != null && e.EndedAt != null && e.EndTime > since && e.StartTime < until)
            .OrderByDescending(e => e.StartTime)
            .Take(AskForReviews.EventsMax)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        var ofSite = new List<string>();
        foreach (var eventId in reached)
        {
            if (await LooksAtAsync(session, eventId, options.Value, cancellation) && await IsOfAsync(session, eventId, site, cancellation))
                ofSite.Add(eventId);
        }
        return await session.AskForReviewsAsync(
            [.. ofSite],
            options.Value,
            clock.GetUtcNow(),
            await session.NewestAsync(stored, cancellation),
            cancellation
        );
    }

    /// <summary>Whether any VEN of the event may be measured by a profile that looks at temperatures.</summary>
    private static async Task<bool> LooksAtAsync(
        IQuerySession session,
        string eventId,
        ResultOptions options,
        CancellationToken cancellation
    ) =>
        options.Ordered().Any(p => p.NeedsTemperature)
        || (await session.FieldAsync<InputsSealed>(ResultStream.Of(eventId), "assigned", cancellation)).Any(name =>
            AssignableProfiles.Find(name) is { NeedsTemperature: true }
        );

    private static async Task<bool> IsOfAsync(IQuerySession session, string eventId, string site, CancellationToken cancellation) =>
        (await session.SitesAsync(await session.ParticipantsAsync(eventId, cancellation), upTo: null, cancellation)).ContainsValue(site);
}
