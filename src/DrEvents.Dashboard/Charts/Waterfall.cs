using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Charts;

/// <summary>A step of a waterfall, kW.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Kw">By how much it goes down; negative goes up. Of the first and the last how high it is.</param>
public sealed record Fall(string Name, double Kw);

/// <summary>From one amount to another, step by step, as an option of ECharts.</summary>
public static class Waterfall
{
    /// <summary>Bars from left to right: all that was asked, what is missing for each reason, what is left.</summary>
    public static object Of(Fall first, IReadOnlyList<Fall> steps, Fall last)
    {
        var spans = new List<(double From, double To)>();
        var at = first.Kw;
        foreach (var step in steps)
        {
            spans.Add((at, at - step.Kw));
            at -= step.Kw;
        }
        List<string> names = [first.Name, .. steps.Select(s => s.Name), last.Name];
        return new
        {
            grid = new
            {
                left = 8,
                right = 64,
                top = 8,
                bottom = 8,
                containLabel = true,
            },
            xAxis = new
            {
                type = "value",
                axisLabel = new { color = "var(--quiet)" },
                splitLine = new { lineStyle = new { color = "var(--line)" } },
            },
            yAxis = new
            {
                type = "category",
                inverse = true,
                data = names,
                axisLabel = new { color = "var(--text)" },
                axisTick = new { show = false },
            },
            series = new[]
            {
                // What is below a step is there, and not painted.
                Bars("", "transparent", [0, .. spans.Select(s => Below(s.From, s.To)), 0], sign: null),
                Bars("requested", "var(--baseline)", [first.Kw, .. spans.Select(_ => (double?)null), null], sign: ""),
                Bars(
                    "missing",
                    "var(--request)",
                    [null, .. spans.Select(s => s.To < s.From ? s.From - s.To : (double?)null), null],
                    sign: "−"
                ),
                Bars("more", "var(--use)", [null, .. spans.Select(s => s.To > s.From ? s.To - s.From : (double?)null), null], sign: "+"),
                Bars("delivered", "var(--measured)", [null, .. spans.Select(_ => (double?)null), last.Kw], sign: ""),
            },
        };
    }

    /// <summary>A step that crosses zero is drawn from there.</summary>
    private static double? Below(double from, double to) => Math.Max(0, Math.Min(from, to));

    /// <param name="sign">What is written before the power; null for nothing at all.</param>
    private static object Bars(string name, string colour, IReadOnlyList<double?> kw, string? sign) =>
        new
        {
            type = "bar",
            name,
            stack = "all",
            barMaxWidth = 26,
            silent = sign is null,
            itemStyle = new { color = colour },
            data = kw.Select(v => new
            {
                value = v is { } number ? Math.Round(number, 3) : (double?)null,
                label = new
                {
                    show = sign is not null && v is not null,
                    position = "right",
                    color = "var(--text)",
                    formatter = sign + Viewer.Power(v),
                },
            }),
        };
}
