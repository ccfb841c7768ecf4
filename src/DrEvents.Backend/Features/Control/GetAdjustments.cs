using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Control;

public static class GetAdjustments
{
    public static async Task<ProblemDetails> ValidateAsync(string id, IQuerySession session, CancellationToken cancellation) =>
        EventIds.IsValid(id) && await session.LoadAsync<DrEvent>(id, cancellation) is not null
            ? Problems.None
            : Problems.NotFound("event", id);

    /// <summary>Lists what the control loop decided in an event, in the order of time, with the figures that it rested on.</summary>
    [WolverineGet("/api/events/{id}/adjustments")]
    public static async Task<AdjustmentView[]> Get(string id, IQuerySession session, CancellationToken cancellation) =>
        [.. (await session.EventsOfAsync([id], cancellation)).Select(e => e.Data).OfType<SharesAdjusted>().Select(View)];

    private static AdjustmentView View(SharesAdjusted e) =>
        new(
            e.At,
            e.Figures.RequestedKw,
            e.Figures.MeasuredKw,
            e.Figures.ExpectedKw,
            [.. e.Changes.Select(c => new AdjustedShare(c.VenId, c.FromKw, c.ToKw))]
        );
}
