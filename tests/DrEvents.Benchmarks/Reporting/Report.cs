using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Reporting;

/// <summary>Collects what one run of one benchmark measures.</summary>
internal sealed class Report
{
    private readonly List<Figure> _figures = [];
    private readonly List<string> _costs = [];
    private readonly List<(Timeline Timeline, string File)> _timelines = [];

    /// <summary>The figures so far.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    /// <summary>Who used the processors.</summary>
    public IReadOnlyList<string> Costs => _costs;

    /// <summary>What is to be drawn, each with the name of its file.</summary>
    public IReadOnlyList<(Timeline Timeline, string File)> Timelines => _timelines;

    /// <summary>One more figure.</summary>
    public void Add(Figure figure) => _figures.Add(figure);

    /// <summary>What a measurement cost whom, as a sentence.</summary>
    public void AddCost(string what, ProcessorUse cost) => _costs.Add($"{what}: {cost}");

    /// <summary>One more picture.</summary>
    /// <param name="name">The file's name without its ending.</param>
    /// <param name="timeline">What it shows.</param>
    public void Add(string name, Timeline timeline) => _timelines.Add((timeline, name + ".png"));

    /// <summary>Three figures of one distribution; bar and beyond are for the 99th percentile.</summary>
    public void Add(
        string name,
        Latencies values,
        double? barMs,
        Latencies? floor,
        string floorIs,
        string note = "",
        double? beyondMs = null
    )
    {
        Add(new Figure(name + ", p50", values.P50Ms, "ms", null, floor?.P50Ms, floorIs, $"n = {values.Count}"));
        Add(new Figure(name + ", p99", values.P99Ms, "ms", barMs, floor?.P99Ms, floorIs, note, beyondMs));
        Add(new Figure(name + ", max", values.MaxMs, "ms", null, floor?.MaxMs, floorIs));
    }
}
