using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Planning;

/// <summary>What the fleet could not cover of an event if it began now.</summary>
public static class ShortfallNow
{
    /// <summary>What is left open, kW.</summary>
    public static async Task<double> OfAsync(IQuerySession session, DrEvent asked, CancellationToken cancellation)
    {
        var candidates = await Candidates.ReadAsync(session, asked, cancellation);
        return Allocate.Plan(asked.RequestedReductionKw, asked.Allocation, candidates).ShortfallKw;
    }
}
