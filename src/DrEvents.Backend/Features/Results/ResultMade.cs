using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Results;

/// <summary>A result as it is made, VEN by VEN in the order of their ids; what it differs in from the one before decides whether it is issued.</summary>
/// <param name="around">The time before and after the event that is looked at too; null where none is.</param>
/// <param name="at">When it is made, where that time is looked at.</param>
/// <param name="order">Profiles that were tried, one after the other.</param>
public sealed class ResultMade(
    ResultHours hours,
    MeasuredHours measured,
    double requestedKw,
    string timeZoneVersion,
    ResultAround? around = null,
    DateTimeOffset at = default,
    IReadOnlyList<string>? order = null
)
{
    private const string First = "the event is over";
    private const string AskedFor = "asked for";
    private const string AroundKnown = "the time around the event is known now";
    private const string AroundChanged = "late or corrected readings of the time around the event";
    private const string OtherRules = "the event's figures or the settings were changed";

    private readonly List<VenResult> _vens = [];
    private readonly List<VenNotMeasured> _notMeasured = [];
    private readonly Portfolio _portfolio = new(measured, around, at);
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

    /// <summary>The result as it follows the one before; null where nothing differs.</summary>
    /// <param name="was">The VENs of the one before.</param>
    public ResultIssued? After(
        ResultIssued? before,
        IReadOnlyDictionary<string, VenWas> was,
        long asOf,
        bool isAskedFor,
        DateTimeOffset issuedAt
    )
    {
        var made = Alone();
        if (before is null)
            return made with { Number = 1, Why = isAskedFor ? AskedFor : First, At = issuedAt, AsOf = asOf };
        var (changed, why) = Changed(was);
        if (changed.Count == 0 && IsSame(made, before))
            return null;
        return made with
        {
            Number = before.Number + 1,
            Supersedes = before.Number,
            Why =
                isAskedFor ? AskedFor
                : IsByOtherRules(made, before) ? OtherRules
                : why.Length > 0 ? why
                : IsAroundKnown(made.Around, issuedAt) && !IsAroundKnown(before.Around, before.At) ? AroundKnown
                : changed.Count > 0 ? AroundChanged
                : OtherRules,
            At = issuedAt,
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
            _vens.Count(v => v.RestsOn == ResultSeries.Meter),
            measured.ReadingRule,
            around,
            order,
            _vens.Count(v => v.Unproven is not null)
        );

    /// <summary>
    /// VENs that are other than they were, that are new, and that are gone; in the order of their ids. And what has changed what they say of the event itself;
    /// empty where nothing has.
    /// </summary>
    private (List<string> VenIds, string Why) Changed(IReadOnlyDictionary<string, VenWas> was)
    {
        var now = _vens.ToDictionary(v => v.VenId, VenWas.Of);
        List<string> changed =
        [
            .. now
                .Keys.Union(was.Keys)
                .Where(v => VenWas.Differ(now.GetValueOrDefault(v), was.GetValueOrDefault(v)))
                .Order(StringComparer.Ordinal),
        ];
        var inEvent = changed.FindAll(v => now.GetValueOrDefault(v)?.Text != was.GetValueOrDefault(v)?.Text);
        var accepted = inEvent.FindAll(v => now.GetValueOrDefault(v)?.IsAcceptedSince(was.GetValueOrDefault(v)) == true);
        var read = inEvent.Count(v => !accepted.Contains(v) || now[v].Figures != was[v].Figures);
        string?[] reasons =
        [
            read > 0 ? $"late or corrected readings of {Vens(read)}" : null,
            accepted.Count > 0 ? $"odd readings of {Vens(accepted.Count)} were accepted" : null,
        ];
        return (changed, string.Join("; ", reasons.OfType<string>()));

        static string Vens(int count) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? "VEN" : "VENs")}";
    }

    /// <summary>Whether hours, intervals, clock or the order of profiles are others: then nothing says that any reading is.</summary>
    private static bool IsByOtherRules(ResultIssued made, ResultIssued before) =>
        (made.Start, made.End, made.IntervalMinutes, made.TimeZone) != (before.Start, before.End, before.IntervalMinutes, before.TimeZone)
        || before.Order is { } order && made.Order?.SequenceEqual(order) == false;

    private static bool IsAroundKnown(ResultAround? looked, DateTimeOffset when) => looked?.IsOver(when) == true;

    /// <summary>Whether nothing differs but when and why it was made; data of time zones, the rule of readings, the order of profiles and who sent readings are of no account where no figure follows from them.</summary>
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
            ReadingRule = made.ReadingRule,
            Order = made.Order,
            Unproven = made.Unproven,
        };
        return JsonSerializer.Serialize(made) == JsonSerializer.Serialize(other);
    }
}
