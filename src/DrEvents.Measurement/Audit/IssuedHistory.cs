using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Audit;

/// <summary>All results of an event, as they were issued one after the other.</summary>
public sealed class IssuedHistory
{
    /// <summary>As the store names the events.</summary>
    private const string Page = "ven_results_issued";
    private const string Issued = "result_issued";
    private const string Sealed = "inputs_sealed";

    private const int YearLeast = 1971;
    private const int YearMost = 2200;

    private static readonly TimeSpan LongestEvent = TimeSpan.FromDays(31);

    /// <summary>More is looked at by no rule.</summary>
    private static readonly TimeSpan LongestAround = TimeSpan.FromDays(1);

    private readonly InputFile _file;
    private readonly Dictionary<int, List<VenResult>> _vens = [];
    private readonly Dictionary<string, InputsSealed> _seals = [];

    private IssuedHistory(InputFile file) => _file = file;

    public List<ResultIssued> Results { get; } = [];

    public static IssuedHistory Read(InputFile file)
    {
        var history = new IssuedHistory(file);
        foreach (var line in StoredLine.Read(file))
            history.Add(line);
        return history;
    }

    /// <summary>What was sealed of VENs at the event's begin, by their ids.</summary>
    public IReadOnlyDictionary<string, InputsSealed> Seals => _seals;

    /// <summary>The VENs of a result, in the order of their ids.</summary>
    public IReadOnlyList<VenResult> VensOf(int number) => _vens.GetValueOrDefault(number) ?? [];

    /// <summary>Whether each follows the one before, with the difference to it and the VENs that differ; null where all do.</summary>
    public string? Problem()
    {
        ResultIssued? before = null;
        foreach (var result in Results)
        {
            if (BoundsProblem(result) is { } bounds)
                return $"result {result.Number}: {bounds}";
            if (result.Number != (before?.Number ?? 0) + 1 || result.Supersedes != before?.Number)
                return $"result {result.Number} supersedes {Number(result.Supersedes)}, and follows {Number(before?.Number)}";
            var vens = VensOf(result.Number);
            if (vens.Zip(vens.Skip(1)).Any(p => string.CompareOrdinal(p.First.VenId, p.Second.VenId) >= 0))
                return $"result {result.Number}: its VENs are not in the order of their ids";
            if (ResultDigest.OfAll(vens) != result.Hash)
                return $"result {result.Number}: its hash is not that of its VENs";
            if (before is not null && DifferenceProblem(before, result) is { } problem)
                return problem;
            before = result;
        }
        return _seals.Values.Select(SealProblem).FirstOrDefault(p => p is not null);
    }

    private static string? SealProblem(InputsSealed inputs)
    {
        var problem =
            HoursProblem(inputs.Start, inputs.End, inputs.IntervalMinutes)
            ?? (
                DateTimeZoneProviders.Tzdb.GetZoneOrNull(inputs.TimeZone) is null ? $"this program knows no time zone {inputs.TimeZone}"
                : inputs.Days.DistinctBy(d => d.Date).Count() < inputs.Days.Count ? "it has a day twice"
                : null
            );
        return problem is null ? null : $"what was sealed of {inputs.VenId}: {problem}";
    }

    /// <summary>What no event is; who made something anew of it would not come to an end.</summary>
    private static string? BoundsProblem(ResultIssued result) =>
        HoursProblem(result.Start, result.End, result.IntervalMinutes) is { } hours ? hours
        : AroundProblem(result) is { } around ? around
        : !double.IsFinite(result.RequestedKw) ? "its request is not finite"
        : null;

    private static string? HoursProblem(DateTimeOffset start, DateTimeOffset end, int intervalMinutes) =>
        start.Year is < YearLeast or > YearMost || end.Year is < YearLeast or > YearMost
            ? $"its hours are not in the years {YearLeast} to {YearMost}"
        : end <= start || end - start > LongestEvent ? $"its hours end before they begin, or last more than {LongestEvent.TotalDays} days"
        : !MeterSeries.Lengths.Contains(intervalMinutes) ? $"its intervals are none of {string.Join(", ", MeterSeries.Lengths)} minutes"
        : null;

    private static string? AroundProblem(ResultIssued result)
    {
        if (result.Around is not { } around)
            return null;
        var (before, after) = (result.Start - around.From, around.Until - result.End);
        return IsWhole(before) && IsWhole(after) && after > TimeSpan.Zero
            ? null
            : $"the time around its hours is not of whole intervals, or longer than {LongestAround.TotalHours} hours";

        bool IsWhole(TimeSpan time) =>
            time >= TimeSpan.Zero && time <= LongestAround && time.Ticks % TimeSpan.FromMinutes(result.IntervalMinutes).Ticks == 0;
    }

    /// <summary>That another reason speaks against the meter now makes no other result.</summary>
    private static VenResult? Compared(Dictionary<string, VenResult> vens, string venId) =>
        vens.GetValueOrDefault(venId) is { } ven ? ven with { NotByMeter = null } : null;

    private static string Number(int? number) => number is { } n ? $"{n}" : "none";

    private string? DifferenceProblem(ResultIssued before, ResultIssued result)
    {
        var was = VensOf(before.Number).ToDictionary(v => v.VenId);
        var now = VensOf(result.Number).ToDictionary(v => v.VenId);
        List<string> changed =
        [
            .. now
                .Keys.Union(was.Keys)
                .Where(v => FirstDifference.Of(Compared(now, v), Compared(was, v)) is not null)
                .Order(StringComparer.Ordinal),
        ];
        var made = new ResultDifference(
            BaselineResult.Round(result.Portfolio.SignedKwh - before.Portfolio.SignedKwh),
            BaselineResult.Round(result.Portfolio.MeanKw - before.Portfolio.MeanKw),
            changed.Count,
            [.. changed.Take(ResultIssued.NamedMax)]
        );
        return FirstDifference.Of(made, result.Difference) is { } d ? $"result {result.Number}: difference.{d}" : null;
    }

    private void Add(StoredLine line)
    {
        switch (line.Type)
        {
            case Page:
                var page = line.As<VenResultsIssued>(_file);
                if (!_vens.TryGetValue(page.Number, out var vens))
                    _vens.Add(page.Number, vens = []);
                vens.AddRange(page.Vens);
                break;
            case Sealed:
                var inputs = line.As<InputsSealed>(_file);
                _seals.TryAdd(inputs.VenId, inputs);
                break;
            case Issued:
                Results.Add(line.As<ResultIssued>(_file));
                break;
        }
    }
}
