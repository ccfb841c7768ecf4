using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Reporting;

/// <summary>Collects figures and prints them.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly List<Figure> _figures = [];
    private readonly List<string> _costs = [];
    private IReadOnlyDictionary<string, string> _facts = new Dictionary<string, string>();

    /// <summary>What the figures were measured on.</summary>
    public void Describe(IReadOnlyDictionary<string, string> facts) => _facts = facts;

    /// <summary>One more figure.</summary>
    public void Add(Figure figure) => _figures.Add(figure);

    /// <summary>What a measurement cost whom, as a sentence.</summary>
    public void AddCost(string what, ProcessorUse cost) => _costs.Add($"{what}: {cost}");

    /// <summary>Three figures of one distribution; the bar is for the 99th percentile.</summary>
    public void Add(string name, Latencies values, double? barMs, Latencies? floor, string floorIs, string note = "")
    {
        Add(new Figure(name + ", p50", values.P50Ms, "ms", null, floor?.P50Ms, floorIs, $"n = {values.Count}"));
        Add(new Figure(name + ", p99", values.P99Ms, "ms", barMs, floor?.P99Ms, floorIs, note));
        Add(new Figure(name + ", max", values.MaxMs, "ms", null, floor?.MaxMs, floorIs));
    }

    /// <summary>Machine, table and costs.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        foreach (var (what, value) in _facts)
            text.Append(CultureInfo.InvariantCulture, $"- {what}: {value}\n");
        text.Append("\n| figure | value | bar | floor, same run | value / floor | note |\n|---|--:|--:|--:|--:|---|\n");
        foreach (var f in _figures)
        {
            var floor = f.Floor is { } value ? $"{Number(value)} {f.FloorIs}" : "";
            var ratio = f.Floor is > 0 ? Number(f.Value / f.Floor.Value) : "";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {f.Name} | {Number(f.Value)} {f.Unit} | {Bar(f)} | {floor} | {ratio} | {f.Note} |\n"
            );
        }
        text.Append("\nProcessor time while it was measured, cores:\n\n");
        foreach (var cost in _costs)
            text.Append(CultureInfo.InvariantCulture, $"- {cost}\n");
        return text.ToString();
    }

    /// <summary>The same for programs.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                facts = _facts,
                figures = _figures,
                costs = _costs,
            },
            Json
        );

    private static string Bar(Figure f) => f.Bar is { } bar ? $"{Number(bar)} {f.Unit}" : "";

    private static string Number(double value) =>
        Math.Abs(value) switch
        {
            double.NaN => "not known",
            >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
            >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
            _ => value.ToString("0.00", CultureInfo.InvariantCulture),
        };
}
