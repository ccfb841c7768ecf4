using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Planning;

/// <summary>Whom an event asks for how much, and what each VEN has to be told.</summary>
public static class PlanningCapability
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ShortfallKw>(ShortfallKwAsync);
        services
            .AddSettings<ReturnOptions>(configuration, "Return")
            .Validate(o => o.BoundShare is > 1 and <= 2, "Return:BoundShare is not above 1 and at most 2")
            .Validate(o => o.LongestMinutes is >= 0 and <= ReturnOptions.LongestMinutesMax, "Return:LongestMinutes is not 0 to 240")
            .Validate(o => o.VensMin >= 0, "Return:VensMin is negative");
    }

    private static async Task<double> ShortfallKwAsync(IQuerySession session, DrEvent asked, CancellationToken cancellation)
    {
        var candidates = await Candidates.ReadAsync(session, asked, cancellation);
        return Allocate.Plan(asked.RequestedReductionKw, asked.Allocation, candidates).ShortfallKw;
    }
}
