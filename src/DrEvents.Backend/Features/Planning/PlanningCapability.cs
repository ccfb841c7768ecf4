using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Planning;

/// <summary>Whom an event asks for how much, and what each VEN has to be told.</summary>
public static class PlanningCapability
{
    public static void Add(IServiceCollection services) => services.AddSingleton<ShortfallKw>(ShortfallKwAsync);

    private static async Task<double> ShortfallKwAsync(IQuerySession session, DrEvent asked, CancellationToken cancellation)
    {
        var candidates = await Candidates.ReadAsync(session, asked, cancellation);
        return Allocate.Plan(asked.RequestedReductionKw, asked.Allocation, candidates).ShortfallKw;
    }
}
