using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Planning;

/// <summary>Whom an event asks for how much, and what each VEN has to be told.</summary>
public static class PlanningCapability
{
    public static void Add(IServiceCollection services) =>
        services.AddSingleton<ShortfallKw>(s =>
            (session, asked, cancellation) =>
                ShortfallKwAsync(session, asked, s.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation)
        );

    private static async Task<double> ShortfallKwAsync(
        IQuerySession session,
        DrEvent asked,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => Turns.Plan(asked, await Candidates.ReadAsync(session, asked, now, cancellation), now).ShortfallKw;
}
