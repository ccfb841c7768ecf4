using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Profiles;
using NodaTime;

namespace DrEvents.Backend.Features.Results;

/// <summary>Where an import says anything new of the days that a result rests on, the result is made again.</summary>
public static class ReviewAfterImportHandler
{
    public static async Task<OutgoingMessages> Handle(
        Stored<MeterImported> stored,
        IDocumentSession session,
        IOptions<ResultOptions> options,
        IOptions<LikeDayOptions> likeDays,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (stored.Event is not { ChangedFrom: { } from, ChangedTo: { } to } || MeterStreams.Parse(stored.Stream) is not var (venId, _))
            return [];
        var began = Reached(from, to, options.Value, likeDays.Value.Zone);
        return await session.AskForReviewsAsync(
            venId,
            began,
            options.Value,
            clock.GetUtcNow(),
            await session.NewestAsync(stored, cancellation),
            cancellation
        );
    }

    /// <summary>When parts were whose results rest on this time: it is of their own days, or of a day that they look back to.</summary>
    public static (DateTimeOffset Since, DateTimeOffset Until) Reached(
        DateTimeOffset from,
        DateTimeOffset to,
        ResultOptions options,
        DateTimeZone zone
    )
    {
        // A VEN may have any of the others assigned to it.
        var lookBack = options.Ordered().Concat(AssignableProfiles.All).Max(p => p.LookBackDays);
        // A baseline may look at hours of the day after the event's.
        return (StartOfDay(from, -1, zone), StartOfDay(to, lookBack + 1, zone));
    }

    /// <summary>Begin of the day, by the clock of the site, so many days after that of a time.</summary>
    public static DateTimeOffset StartOfDay(DateTimeOffset time, int later, DateTimeZone zone) =>
        zone.AtStartOfDay(Instant.FromDateTimeOffset(time).InZone(zone).Date.PlusDays(later)).ToInstant().ToDateTimeOffset();
}
