using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Reporting;

/// <summary>What the VEN tells about itself.</summary>
internal static class Report
{
    /// <summary>How long after a reduction samples say what the home would have used.</summary>
    private static readonly TimeSpan ToldAfterwards = TimeSpan.FromHours(1);

    /// <summary>A sample. In an event it carries the measured reduction: baseline minus used, signed.</summary>
    public static TelemetrySample Sample(Situation now, DateTimeOffset at)
    {
        var sample = new TelemetrySample
        {
            VenId = now.VenId,
            At = at,
            UsedPowerKw = WireKw.Round(now.UsedKw),
            ShedPowerKw = 0,
            BatterySoc = ChargePercent(now),
            Loads = Loads(now),
        };
        if (!now.State.IsShedding)
            return IsComingBack(now) ? WithBaseline(sample, now) : sample;
        var shed = now.State.Shed?.What;
        return WithBaseline(sample, now) with
        {
            EventId = shed is not null ? shed.EventId : now.State.LoadSheds.Values.FirstOrDefault(s => s.EventId is not null)?.EventId,
            ShedPowerKw = WireKw.Round(now.BaselineKw - now.UsedKw),
            RequestedReductionKw = shed?.RequestedReductionKw,
            PromisedReductionKw = shed is null ? null : WireKw.Round(PanelShed.PromisedKw(now)),
        };
    }

    /// <summary>Whether a reduction is not long over, and the VEN knows what the home would use without it: what comes after it is measured too.</summary>
    private static bool IsComingBack(Situation now) =>
        now.Expected is not null
        && (now.State.IsReturning || now.State.Past.FindLast(p => !p.Shed.IsTest)?.EndedAt > now.Now - ToldAfterwards);

    private static TelemetrySample WithBaseline(TelemetrySample sample, Situation now) =>
        sample with
        {
            BaselinePowerKw = WireKw.Round(now.BaselineKw),
            BaselineErrorKw = now.BaselineErrorKw is { } errorKw ? WireKw.Round(errorKw) : null,
            BaselineMethod = now.BaselineMethod,
        };

    /// <summary>A snapshot of the circuits.</summary>
    public static LoadsSnapshot Snapshot(Situation now) => new(now.VenId, now.Now, Loads(now));

    private static LoadReading[] Loads(Situation now) => [.. now.Loads.Select(l => l.ToReading())];

    private static double? ChargePercent(Situation now)
    {
        foreach (var load in now.Loads)
        {
            if (load.Readout.StateOfChargePercent is { } percent)
                return Math.Round(percent, 1);
        }
        return null;
    }
}
