using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Planning;

/// <summary>Who an event asks for how much, if that is decided now, and what it rests on. It is what is stored, and what a preview shows.</summary>
public sealed record PlanNow(IReadOnlyList<Candidate> Candidates, AllocationPlan Plan)
{
    public static async Task<PlanNow> ReadAsync(
        IQuerySession session,
        DrEvent state,
        DateTimeOffset now,
        DeliveredShares sharesOf,
        ReturnOptions returns,
        CancellationToken cancellation
    )
    {
        var candidates = await Planning.Candidates.ReadAsync(session, state, now, sharesOf, cancellation);
        var shared = Turns.Plan(state, candidates, now);
        return new PlanNow(candidates, shared with { ReturnSeconds = ReturnTimes.Of(shared, candidates, state, returns) });
    }
}
