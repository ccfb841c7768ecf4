using DrEvents.Measurement.Delivery;
using DrEvents.Measurement.Errors;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>Results as they are shown.</summary>
public static class ResultViews
{
    public static ResultView Of(string eventId, ResultIssued r) =>
        new(
            eventId,
            r.Number,
            r.Supersedes,
            r.Why,
            r.At,
            r.Start,
            r.End,
            r.IntervalMinutes,
            r.TimeZone,
            r.TimeZoneVersion,
            r.AsOf,
            r.RequestedKw,
            r.Vens,
            r.Provisional,
            [.. r.ByProfile.Select(p => new ResultProfileView(p.Profile, p.Version, p.Vens))],
            r.NotMeasured,
            [.. r.NotMeasuredVens.Select(v => new ResultNotMeasuredView(v.VenId, v.Why))],
            Of(r.Portfolio),
            r.Difference is { } d ? new ResultDifferenceView(d.Kwh, d.Kw, d.Vens, d.VenIds) : null,
            r.Hash,
            r.ByMeter,
            r.Around?.From,
            r.Around?.Until,
            r.Unproven
        );

    public static VenResultView Of(VenResult v) =>
        new(
            v.VenId,
            v.Profile,
            v.ProfileVersion,
            [.. v.PassedOver.Select(p => new ResultPassedView(p.Profile, p.Why))],
            [.. v.Days.Select(d => new ResultDaysView(d.Used, d.Reason, d.Dates))],
            v.UnadjustedKw,
            new ResultAdjustmentView(v.Adjustment.Kind, v.Adjustment.Hours, v.Adjustment.Raw, v.Adjustment.Applied, v.Adjustment.Note),
            v.BaselineKw,
            v.ActualKw,
            v.SignedKw,
            v.SettledKw,
            v.SignedKwh,
            v.SettledKwh,
            v.Provisional,
            v.Hash,
            Of(v.Band),
            v.RestsOn,
            v.NotByMeter,
            v.Estimated is { } e ? new ResultEstimatedView(e.Intervals, e.Rule) : null,
            v.Assigned,
            Of(v.SinceSealed),
            v.Accepted is { } accepted ? [.. accepted.Select(a => new ResultAcceptedView(a.From, a.To, a.Reason, a.By, a.At))] : null,
            v.Temperatures is { } t ? new ResultTemperaturesView(t.Site, t.Values, t.Digest) : null,
            v.Around is { } a
                ? Of(
                    a.Figures,
                    new AroundLinesView(a.Before.BaselineKw, a.Before.ActualKw, []),
                    new AroundLinesView(a.After.BaselineKw, a.After.ActualKw, [])
                )
                : null,
            v.Unproven is { } u ? new ResultUnprovenView(u.Word, u.Intervals, u.Among) : null
        );

    private static AroundView Of(ReboundFigures figures, AroundLinesView before, AroundLinesView after) =>
        new(figures.PreCoolingKwh, figures.ReboundKwh, figures.SnapbackRatio, figures.NetKwh, figures.Why, before, after);

    private static AroundLinesView Of(PortfolioSide side) => new(side.BaselineKw, side.ActualKw, side.UnknownVens);

    private static SinceSealedView? Of(SinceSealed? since) =>
        since is { } s
            ? new SinceSealedView(
                s.SealedAt,
                s.Profile,
                s.ProfileVersion,
                s.Hash,
                [.. s.Days.Select(d => new DaySinceView(d.Date, d.Was, d.Is, d.WasKw, d.IsKw))],
                s.Kw,
                s.Why
            )
            : null;

    public static ErrorBandView? Of(ErrorBand? band) => band is { } b ? new ErrorBandView(b.LowKw, b.HighKw, b.Days) : null;

    private static ResultPortfolioView Of(ResultPortfolio p) =>
        new(
            p.BaselineKw,
            p.ActualKw,
            p.SignedKw,
            p.ClippedKw,
            p.UnknownVens,
            p.MeanKw,
            p.MeanRatio,
            p.WorstRatio,
            p.WithinShare,
            p.SignedKwh,
            p.ClippedKwh,
            p.FirstResponseMinutes,
            p.SustainedMinutes,
            Of(p.Band),
            p.Around is { } a ? Of(a.Figures, Of(a.Before), Of(a.After)) : null
        );
}
