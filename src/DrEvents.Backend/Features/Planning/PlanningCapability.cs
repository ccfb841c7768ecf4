namespace DrEvents.Backend.Features.Planning;

/// <summary>Whom an event asks for how much, and what each VEN has to be told.</summary>
public static class PlanningCapability
{
    public static void Add(IServiceCollection services, IConfiguration configuration) =>
        services
            .AddSettings<ReturnOptions>(configuration, "Return")
            .Validate(o => o.BoundShare is > 1 and <= 2, "Return:BoundShare is not above 1 and at most 2")
            .Validate(o => o.LongestMinutes is >= 0 and <= ReturnOptions.LongestMinutesMax, "Return:LongestMinutes is not 0 to 240")
            .Validate(o => o.VensMin >= 0, "Return:VensMin is negative");
}
