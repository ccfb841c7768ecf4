using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DrEvents.Measurement.BackTests;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Cli.Baselines;

/// <summary>Results of <c>drevents mv</c> as JSON.</summary>
static class MvJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private sealed record Day(
        DateOnly Date,
        bool Used,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason
    );

    private sealed record ProfileFigures(
        string Profile,
        int Version,
        JsonObject Parameters,
        string? Holidays,
        int Days,
        int Intervals,
        double? Rrmse,
        double? Bias,
        double? Mape,
        double? Nmae,
        double? P5Kw,
        double? P95Kw,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Problem
    );

    /// <summary>One result, with where and when it is of.</summary>
    public static string Of(BaselineProfile profile, BaselineResult result, Circumstances at, string sha256) =>
        Text(
            new
            {
                Profile = profile.Name,
                profile.Version,
                Parameters = ProfileFile.Parameters(profile),
                Days = result.Days.Select(d => new Day(d.Date, d.Used, d.Reason)),
                result.UnadjustedKw,
                Adjustment = AdjustmentOf(result.Adjustment),
                result.BaselineKw,
                result.ActualKw,
                result.ReductionKw,
                result.EnergyKwh,
                Sha256OfInputs = sha256,
                at.Start,
                at.End,
                at.Zone,
                at.TimeZoneVersion,
                at.IntervalMinutes,
                at.Holidays,
                result.SignedReductionKw,
                result.SignedEnergyKwh,
                Settles = profile.ReductionFloor is null ? "signed" : "clipped",
            }
        );

    /// <param name="holidays">The calendar that held for a profile; null where none did.</param>
    public static string Of(PlaceboTest test, string hours, Circumstances at, string sha256, Func<BaselineProfile, string?> holidays) =>
        Text(
            new
            {
                Hours = hours,
                test.PlaceboDays,
                Profiles = test.Profiles.Select(p => Figures(p, holidays(p.Profile))),
                Best = test.Best is { } best
                    ? new
                    {
                        best.Profile,
                        WithinBar = best.HoldsBar,
                        best.Reason,
                    }
                    : null,
                PlaceboTest.Rule,
                Sha256OfInputs = sha256,
                at.Zone,
                at.TimeZoneVersion,
                at.IntervalMinutes,
                at.Holidays,
            }
        );

    public static string Of(IEnumerable<BaselineProfile> profiles) =>
        Text(
            profiles.Select(p => new
            {
                p.Name,
                p.Version,
                p.Title,
                p.NaesbClass,
                p.Source,
                p.Method,
                Parameters = ProfileFile.Parameters(p),
            })
        );

    private static JsonObject AdjustmentOf(AdjustmentMade made)
    {
        var adjustment = new JsonObject
        {
            ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(made.Kind.ToString()),
            ["windowHours"] = made.WindowHours,
            ["raw"] = made.Raw,
            ["applied"] = made.Applied,
        };
        if (made.Note is { } note)
            adjustment["note"] = note;
        return adjustment;
    }

    private static ProfileFigures Figures(ProfileErrors errors, string? holidays) =>
        new(
            errors.Profile.Name,
            errors.Profile.Version,
            ProfileFile.Parameters(errors.Profile),
            holidays,
            errors.Days,
            errors.Errors?.Intervals ?? 0,
            BaselineResult.Round(errors.Errors?.Rrmse),
            BaselineResult.Round(errors.Errors?.Nmbe),
            BaselineResult.Round(errors.Errors?.Mape),
            BaselineResult.Round(errors.Errors?.Nmae),
            BaselineResult.Round(errors.Errors?.LowKw),
            BaselineResult.Round(errors.Errors?.HighKw),
            errors.Problem
        );

    private static string Text(object value) => JsonSerializer.Serialize(value, Options);
}

/// <summary>Where and when a result is of.</summary>
/// <param name="TimeZoneVersion">Which edition of the tz database.</param>
/// <param name="Holidays">The calendar, with its version; null where there is none, or where each profile has its own.</param>
sealed record Circumstances(string? Start, string? End, string Zone, string TimeZoneVersion, int IntervalMinutes, string? Holidays);
