using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Results;

namespace DrEvents.Measurement.Audit;

/// <summary>All results of an event, as they were issued one after the other.</summary>
public sealed class IssuedHistory
{
    /// <summary>As the store names the events.</summary>
    private const string Page = "ven_results_issued";
    private const string Issued = "result_issued";

    private readonly InputFile _file;
    private readonly Dictionary<int, List<VenResult>> _vens = [];

    private IssuedHistory(InputFile file) => _file = file;

    public List<ResultIssued> Results { get; } = [];

    public static IssuedHistory Read(InputFile file)
    {
        var history = new IssuedHistory(file);
        foreach (var line in StoredLine.Read(file))
            history.Add(line);
        return history;
    }

    /// <summary>The VENs of a result, in the order of their ids.</summary>
    public IReadOnlyList<VenResult> VensOf(int number) => _vens.GetValueOrDefault(number) ?? [];

    /// <summary>Whether each follows the one before, with the difference to it and the VENs that differ; null where all do.</summary>
    public string? Problem()
    {
        ResultIssued? before = null;
        foreach (var result in Results)
        {
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
        return null;
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
            case Issued:
                Results.Add(line.As<ResultIssued>(_file));
                break;
        }
    }
}
