using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Planning;

/// <summary>What the fleet could not cover of an event if it began now.</summary>
public static class ShortfallNow
{
    /// <summary>What is left open, kW.</summary>
    public static async Task<double> OfAsync(IQuerySession session, DrEvent asked, DateTimeOffset now, CancellationToken cancellation) =>
        Of(asked, await Candidates.ReadAsync(session, asked, now, cancellation), now);

    /// <summary>The same of candidates, whatever they delivered in the past.</summary>
    public static double Of(DrEvent asked, IReadOnlyList<Candidate> candidates, DateTimeOffset now) =>
        Turns.Plan(asked, [.. candidates.Select(c => c with { DeliveredShare = 1 })], now).ShortfallKw;
}
