using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>A result as it is made, VEN by VEN in the order of their ids; what it differs in from the one before decides whether it is issued.</summary>
public sealed class ResultMade(ResultHours hours, MeasuredHours measured, double requestedKw, string timeZoneVersion)
{
    private const string First = "the event is over";
    private const string AskedFor = "asked for";
    private const string OtherRules = "the event's figures or the settings were changed";

    private readonly List<VenResult> _vens = [];
    private readonly List<VenNotMeasured> _notMeasured = [];
    private readonly Portfolio _portfolio = new(measured);
    private int _notMeasuredCount;

    public IReadOnlyList<VenResult> Vens => _vens;

    public void Add(string venId, VenMeasured made)
    {
        if (made.Result is { } result)
        {
            _vens.Add(result);
            _portfolio.Add(result);
            return;
        }
        _notMeasuredCount++;
        if (_notMeasured.Count < ResultIssued.NamedMax)
            _notMeasured.Add(new VenNotMeasured(venId, made.Why!));
    }

    /// <summary>A VEN's result as text, to compare it with another. Why it is not by the meter changes nothing that it says.</summary>
    public static string TextOf(VenResult result) => ResultDigest.Of(JsonSerializer.Serialize(result with { NotByMeter = null }));

    /// <summary>The result as it follows the one before; null where nothing differs.</summary>
    /// <param name="was">The VENs of the one before, as text.</param>
    public ResultIssued? After(
        ResultIssued? before,
        IReadOnlyDictionary<string, string> was,
        long asOf,
        bool isAskedFor,
        DateTimeOffset now
    )
    {
        var made = Alone();
        if (before is null)
            return made with { Number = 1, Why = isAskedFor ? AskedFor : First, At = now, AsOf = asOf };
        var changed = Changed(was);
        if (changed.Count == 0 && IsSame(made, before))
            return null;
        return made with
        {
            Number = before.Number + 1,
            Supersedes = before.Number,
            Why =
                isAskedFor ? AskedFor
                : changed.Count > 0
                    ? $"late or corrected readings of {changed.Count.ToString(CultureInfo.InvariantCulture)} {(changed.Count == 1 ? "VEN" : "VENs")}"
                : OtherRules,
            At = now,
            AsOf = asOf,
            Difference = new ResultDifference(
                BaselineResult.Round(made.Portfolio.SignedKwh - before.Portfolio.SignedKwh),
                BaselineResult.Round(made.Portfolio.MeanKw - before.Portfolio.MeanKw),
                changed.Count,
                [.. changed.Take(ResultIssued.NamedMax)]
            ),
        };
    }

    /// <summary>Without a place among others.</summary>
    private ResultIssued Alone() =>
        new(
            Number: 0,
            Supersedes: null,
            Why: "",
            At: default,
            hours.Start,
            hours.End,
            measured.IntervalMinutes,
            measured.Zone.Id,
            timeZoneVersion,
            AsOf: 0,
            requestedKw,
            _vens.Count,
            _vens.Count(v => v.Provisional is not null),
            [
                .. _vens
                    .GroupBy(v => (v.Profile, v.ProfileVersion))
                    .OrderBy(g => g.Key.Profile, StringComparer.Ordinal)
                    .ThenBy(g => g.Key.ProfileVersion)
                    .Select(g => new VensOfProfile(g.Key.Profile, g.Key.ProfileVersion, g.Count())),
            ],
            _notMeasuredCount,
            [.. _notMeasured],
            _portfolio.Sum(requestedKw),
            Difference: null,
            ResultDigest.OfAll(_vens),
            _vens.Count(v => v.RestsOn == ResultSeries.Meter)
        );

    /// <summary>VENs that are other than they were, that are new, and that are gone; in the order of their ids.</summary>
    private List<string> Changed(IReadOnlyDictionary<string, string> was)
    {
        var now = _vens.ToDictionary(v => v.VenId, TextOf);
        return
        [
            .. now.Where(v => was.GetValueOrDefault(v.Key) != v.Value)
                .Select(v => v.Key)
                .Concat(was.Keys.Where(v => !now.ContainsKey(v)))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether nothing differs but when and why it was made; data of time zones is of no account where no figure follows from it.</summary>
    private static bool IsSame(ResultIssued made, ResultIssued before)
    {
        var other = before with
        {
            Number = made.Number,
            Supersedes = made.Supersedes,
            Why = made.Why,
            At = made.At,
            TimeZoneVersion = made.TimeZoneVersion,
            AsOf = made.AsOf,
            Difference = made.Difference,
        };
        return JsonSerializer.Serialize(made) == JsonSerializer.Serialize(other);
    }
}
