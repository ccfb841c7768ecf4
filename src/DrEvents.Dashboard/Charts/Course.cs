using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Charts;

/// <summary>A line over time. Powers in kW.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Colour">Name of the theme's colour.</param>
/// <param name="Points">In the order of time; null is a gap.</param>
public sealed record Line(string Name, string Colour, IReadOnlyList<(DateTimeOffset At, double? Kw)> Points)
{
    /// <summary>Whether it is dashed: asked, or estimated.</summary>
    public bool IsDashed { get; init; }

    /// <summary>Whether it goes in steps, its band too: a request, the mean of an interval.</summary>
    public bool IsStep { get; init; }

    /// <summary>Where it lies with some certainty: low and high.</summary>
    public IReadOnlyList<(DateTimeOffset At, double LowKw, double HighKw)> Band { get; init; } = [];

    /// <summary>Name of the theme's colour of the band.</summary>
    public string BandColour { get; init; } = "band";

    /// <summary>Spans of time that are shaded behind it, with their names.</summary>
    public IReadOnlyList<(DateTimeOffset From, DateTimeOffset To, string Name)> Shades { get; init; } = [];

    /// <summary>A line of these points.</summary>
    public static Line Of(string name, string colour, IEnumerable<(DateTimeOffset, double?)> points) => new(name, colour, [.. points]);
}

/// <summary>Lines over time, as an option of ECharts.</summary>
public static class Course
{
    /// <summary>Names of more lines than these stand in one row that is turned.</summary>
    private const int NamedMost = 6;

    /// <summary>Lines with their bands, by the clock of the viewer.</summary>
    public static object Of(Viewer viewer, params IEnumerable<Line> lines) => Of(viewer, isFromZero: true, lines);

    /// <summary>The same; where lines lie close to each other and far from zero, the axis begins near them.</summary>
    public static object Of(Viewer viewer, bool isFromZero, IEnumerable<Line> lines)
    {
        var all = lines.Where(l => l.Points.Count > 0).ToList();
        return new
        {
            grid = new
            {
                left = 8,
                right = 16,
                top = 52,
                bottom = 8,
                containLabel = true,
            },
            legend = new
            {
                type = all.Count > NamedMost ? "scroll" : "plain",
                pageTextStyle = new { color = "var(--quiet)" },
                pageIconColor = "var(--accent)",
                pageIconInactiveColor = "var(--line)",
                top = 0,
                left = 0,
                textStyle = new { color = "var(--text)" },
                data = all.Select(l => l.Name),
            },
            tooltip = new { trigger = "axis" },
            xAxis = new
            {
                type = "time",
                axisLabel = new { color = "var(--quiet)", hideOverlap = true },
                axisLine = new { lineStyle = new { color = "var(--line)" } },
            },
            yAxis = new
            {
                type = "value",
                scale = !isFromZero,
                axisLabel = new { color = "var(--quiet)", formatter = "{value} kW" },
                splitLine = new { lineStyle = new { color = "var(--line)" } },
            },
            series = all.SelectMany(l => Series(l, viewer)),
        };
    }

    private static IEnumerable<object> Series(Line line, Viewer viewer)
    {
        if (line.Band.Count > 0)
        {
            // A band is two stacked areas, of which only the upper is painted.
            yield return Area(line.Name + " low", line.Band.Select(b => new object[] { Wall(b.At, viewer), b.LowKw }), opacity: 0);
            yield return Area(
                line.Name + " band",
                line.Band.Select(b => new object[] { Wall(b.At, viewer), b.HighKw - b.LowKw }),
                opacity: 1
            );
        }
        yield return new
        {
            type = "line",
            name = line.Name,
            showSymbol = line.Points.Count == 1,
            step = line.IsStep ? "end" : (object)false,
            color = $"var(--{line.Colour})",
            lineStyle = new { width = 2, type = line.IsDashed ? "dashed" : "solid" },
            data = line.Points.Select(p => new object?[] { Wall(p.At, viewer), p.Kw is { } kw ? Math.Round(kw, 3) : null }),
            markArea = line.Shades.Count == 0 ? null : Shaded(line, viewer),
        };

        object Area(string name, IEnumerable<object[]> data, int opacity) =>
            new
            {
                type = "line",
                name,
                stack = line.Name,
                stackStrategy = "all",
                step = line.IsStep ? "end" : (object)false,
                symbol = "none",
                silent = true,
                lineStyle = new { opacity = 0 },
                areaStyle = new { color = $"var(--{line.BandColour})", opacity },
                tooltip = new { show = false },
                data,
            };
    }

    private static object Shaded(Line line, Viewer viewer) =>
        new
        {
            silent = true,
            itemStyle = new { color = "var(--shade)" },
            label = new { color = "var(--quiet)" },
            data = line.Shades.Select(s =>
                new object[]
                {
                    new
                    {
                        name = s.Name,
                        xAxis = Wall(s.From, viewer),
                        label = new { position = IsLate(line, s.From, s.To) ? "insideTopRight" : "insideTopLeft" },
                    },
                    new { xAxis = Wall(s.To, viewer) },
                }
            ),
        };

    /// <summary>The name of a narrow span is longer than it: it goes on towards the middle, where it is not cut off.</summary>
    private static bool IsLate(Line line, DateTimeOffset from, DateTimeOffset to) =>
        (from - line.Points[0].At) + (to - line.Points[0].At) > line.Points[^1].At - line.Points[0].At;

    /// <summary>The viewer's clock: the axis shows a time without a zone as it is.</summary>
    private static string Wall(DateTimeOffset at, Viewer viewer) => viewer.Local(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff", null);
}
