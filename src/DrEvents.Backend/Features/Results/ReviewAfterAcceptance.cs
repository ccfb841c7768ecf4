using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Results;

/// <summary>Where somebody accepts odd readings, results of the same days are made again: they may not be provisional any more.</summary>
public static class ReviewAfterAcceptanceHandler
{
    public static async Task<OutgoingMessages> Handle(
        Stored<ReadingsAccepted> stored,
        IDocumentSession session,
        IOptions<ResultOptions> options,
        IOptions<LikeDayOptions> likeDays,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        // A result looks at hours beside the event, which may be of the day before or after.
        var (zone, accepted) = (likeDays.Value.Zone, stored.Event);
        var began = (
            ReviewAfterImportHandler.StartOfDay(accepted.From, -1, zone),
            ReviewAfterImportHandler.StartOfDay(accepted.To, later: 2, zone)
        );
        return await session.AskForReviewsAsync(
            Ven.VenOf(stored.Stream)!,
            began,
            options.Value,
            clock.GetUtcNow(),
            await session.NewestAsync(stored, cancellation),
            cancellation
        );
    }
}
