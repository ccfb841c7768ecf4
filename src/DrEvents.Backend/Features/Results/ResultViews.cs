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
            r.ByMeter
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
            v.NotByMeter
        );

    private static ErrorBandView? Of(ErrorBand? band) => band is { } b ? new ErrorBandView(b.LowKw, b.HighKw, b.Days) : null;

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
            Of(p.Band)
        );
}
