using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Planning;

/// <summary>
/// How long a fleet takes to come back after an event, and each VEN of it. Until its time is over a VEN uses no more than it would have used anyway, by
/// what its own meter and models show; so the fleet's return is spread without a command more, and goes on though the backend is away.
/// </summary>
public static class ReturnTimes
{
    /// <summary>VENs bring two minutes with them; a shorter time changes nothing.</summary>
    private const int ShortestSeconds = 120;

    /// <summary>
    /// No VEN is free before this share of the time: what waits in the homes has the room of all of them until then. From there on they are freed
    /// evenly.
    /// </summary>
    private const double FirstShare = 1.0 / 3;

    /// <summary>
    /// Seconds until the last VEN is free after the event's whole time; null where it is too little to make a peak. What was not used has to be used
    /// later; within the bound there is room for (bound − 1) × what the fleet uses.
    /// </summary>
    public static int? Of(AllocationPlan plan, IReadOnlyList<Candidate> candidates, DrEvent owner, ReturnOptions options)
    {
        var called = plan.Shares.Select(s => s.VenId).ToHashSet();
        if (called.Count < options.VensMin)
            return null;
        // Those that feed in leave no room for others: nobody knows for how long.
        var usedKw = candidates.Where(c => called.Contains(c.VenId)).Sum(c => Math.Max(0, c.UsedKw));
        var heldKwh = plan.Shares.Sum(s => s.Kw) * (owner.EndTime - owner.StartTime).TotalHours;
        var roomKw = (options.BoundShare - 1) * usedKw;
        var longest = TimeSpan.FromMinutes(options.LongestMinutes).TotalSeconds;
        var seconds = roomKw * longest < heldKwh * 3600 ? longest : heldKwh * 3600 / roomKw;
        return seconds < ShortestSeconds ? null : (int)Math.Round(seconds);
    }

    /// <summary>A command as it is, with the VEN's own time to come back where its loads are taken or given back.</summary>
    public static object On(object stored, DrEvent owner, string venId, DateTimeOffset now) =>
        stored switch
        {
            CommandDispatched { Op: CommandOps.ShedPanel } shed => shed with { ReturnSeconds = Of(owner, venId, wholeShare: 1) },
            CommandDispatched { Op: CommandOps.Restore } restore => restore with { ReturnSeconds = AtRestore(owner, venId, now) },
            _ => stored,
        };

    /// <summary>What lasted half as long needs half the time.</summary>
    private static int? AtRestore(DrEvent owner, string venId, DateTimeOffset now) =>
        owner.EndsAtOnce ? 0
        : owner.ActivatedAt is not { } began ? null
        : Of(owner, venId, Math.Clamp((now - began) / (owner.EndTime - owner.StartTime), 0, 1));

    private static int? Of(DrEvent owner, string venId, double wholeShare) =>
        owner.ReturnSeconds is { } seconds
            ? (int)Math.Round(seconds * wholeShare * (FirstShare + ((1 - FirstShare) * Drawn.Of("return", owner.Id, venId))))
            : null;
}

/// <summary>How fleets come back: configuration section <c>Return</c>.</summary>
public sealed class ReturnOptions
{
    public const double LongestMinutesMax = 240;

    /// <summary>Most that the fleet may use on its return, by what it would have used.</summary>
    public double BoundShare { get; set; } = 1.05;

    /// <summary>After so many minutes every VEN is free, whatever the bound; 0 leaves the return to the VENs' own pace.</summary>
    public double LongestMinutes { get; set; } = 180;

    /// <summary>Events with fewer VENs are left to their own pace.</summary>
    public int VensMin { get; set; } = 10;
}
