using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>
/// How a home comes back after a reduction: for a time that the backend says, it uses no more than it would have used anyway. A cold tank then does
/// not heat while other homes' tanks do, and a vehicle charges no faster than it would have. Each home holds to its own model of that, which the
/// meter corrects every few seconds; so the fleet's return has no peak, and needs nobody who watches it.
/// </summary>
internal static class GentleReturns
{
    /// <summary>How far the meter may be from what the home would use before limits are changed; in the mean over homes they cancel out.</summary>
    private const double ToleranceShare = 0.025;

    /// <summary>Below the noise of a home nothing is gained by switching.</summary>
    private const double ToleranceKwMin = 0.05;

    /// <summary>The way back from a reduction.</summary>
    /// <param name="now">The moment at which it ends.</param>
    /// <param name="shed">The reduction.</param>
    /// <param name="returnS">What a command says now; null for what the reduction's own says.</param>
    public static IReadOnlyList<VenEvent> After(Situation now, ShedStarted shed, int? returnS)
    {
        if ((returnS ?? shed.ReturnS) is not { } seconds)
            return Freed(now, shed.EventId, now.Pace);
        if (seconds == 0)
            return [];
        if (now.Expected is null || !now.IsLogWritable)
            return Freed(now, shed.EventId, now.Pace with { Spread = TimeSpan.FromSeconds(seconds) });
        return [new GentleReturnBegan(shed.EventId, now.Now.AddSeconds(seconds), Limits(now))];
    }

    /// <summary>What has to happen on the way.</summary>
    public static IReadOnlyList<VenEvent> Decide(Situation now)
    {
        var gentle = now.State.Gentle!;
        // What cannot be known or written down any more is given back.
        if (now.Expected is null || !now.IsLogWritable)
            return [new GentleReturnEnded(EndReasons.Unknown), .. Freed(now, gentle.EventId, now.Pace)];
        if (gentle.Until <= now.Now)
            return [new GentleReturnEnded(EndReasons.TimeOver), .. Freed(now, gentle.EventId, now.Pace)];
        return now.IsJustLimited || WillDo(now) ? [] : [new LoadsLimited(Limits(now))];
    }

    private static IReadOnlyList<VenEvent> Freed(Situation now, string? eventId, ReturnPace pace) =>
        ReturnPlan.Of(now, eventId, pace) is { } returning ? [returning] : [];

    private static double ToleranceKw(Situation now) => Math.Max(ToleranceKwMin, ToleranceShare * Math.Abs(now.BaselineKw));

    private static IReadOnlyDictionary<string, double> Limits(Situation now) =>
        PanelShed.LimitsFor([.. Loads(now)], now.BaselineKw, ToleranceKw(now), now.State.PanelLimits);

    private static bool WillDo(Situation now)
    {
        var limits = now.State.PanelLimits;
        // Under it the home is as long as its loads do not want more.
        return PanelShed.MeterKw(Loads(now), limits) - now.BaselineKw is { } overKw
            && overKw <= ToleranceKw(now)
            && (limits.Count == 0 || overKw >= -ToleranceKw(now));
    }

    /// <summary>A battery gives nothing for it: the event is over.</summary>
    private static IEnumerable<LoadState> Loads(Situation now) =>
        PanelShed
            .Capped(now)
            .Select(l => l.Readout.LowestKw < 0 ? l with { Readout = l.Readout with { LowestKw = Math.Min(0, l.Readout.WantedKw) } } : l);
}

/// <summary>A home on its way back after a reduction: it uses no more than it would have used anyway.</summary>
/// <param name="EventId">Whose reduction it was.</param>
/// <param name="Until">When it may use what it likes again.</param>
internal sealed record GentleReturn(string? EventId, DateTimeOffset Until);
