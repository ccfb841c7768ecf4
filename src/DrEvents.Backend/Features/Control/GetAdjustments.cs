using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Control;

[Middleware(typeof(KnownEvent))]
public static class GetAdjustments
{
    /// <summary>Lists what the control loop decided in an event, in the order of time, with the figures that it rested on.</summary>
    [WolverineGet("/api/events/{id}/adjustments")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<AdjustmentView[]> Get(string id, IQuerySession session, CancellationToken cancellation) =>
        [.. (await session.EventsOfAsync([id], cancellation)).Select(e => e.Data).OfType<SharesAdjusted>().Select(View)];

    public static AdjustmentView View(SharesAdjusted e) =>
        new(
            e.At,
            e.Figures.RequestedKw,
            e.Figures.MeasuredKw,
            e.Figures.ExpectedKw,
            [.. e.Changes.Select(c => new AdjustedShare(c.VenId, c.FromKw, c.ToKw))]
        );
}
