using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Tests;

/// <summary>What the page says.</summary>
public sealed class PerformancePageTests
{
    [Fact]
    public void a_figure_stands_beside_its_bar_its_floor_and_their_ratio() =>
        Page(A.Section("dispatch", new Figure("p99", 158, "ms", Bar: 500, Floor: 36, FloorIs: "(broker)", Note: "n = 200", Beyond: 250)))
            .ShouldContain("| p99 | 158 ms | 500 ms | 250 ms | beyond | 36.0 (broker) | 4.39 | n = 200 |");

    [Fact]
    public void a_bar_that_is_missed_cannot_be_overlooked()
    {
        var page = Page(A.Section("ingest", A.Figure(2_775, bar: 5_000, beyond: 10_000, Better.Higher)));

        page.ShouldContain("| [the figure](#ingest) | 2,775 ms | 5,000 ms | 10,000 ms | **missed** |");
    }

    [Fact]
    public void a_bar_on_both_sides_is_written_as_a_range() =>
        Page(A.Section("fleet", A.Figure(0.99, bar: 0.05, beyond: 0.02, Better.NearOne)))
            .ShouldContain("| 0.99 ms | 0.95–1.05 | 0.98–1.02 | beyond |");

    [Fact]
    public void a_part_says_when_and_of_what_it_was_measured() =>
        Page(A.Section("lag")).ShouldContain("2026-11-23 12:00 UTC, short run of 42 s, commit 1a2b3c4; other programs used 0.3 cores.");

    [Fact]
    public void a_load_that_is_not_known_is_not_told() =>
        Page(A.Section("lag") with { OthersCores = double.NaN }).ShouldContain("commit 1a2b3c4.");

    [Fact]
    public void a_value_that_is_not_known_is_no_number() =>
        Page(A.Section("lag", A.Figure(double.NaN))).ShouldContain("| the figure | not known ms |");

    [Fact]
    public void a_part_that_was_measured_elsewhere_says_on_what()
    {
        var here = A.Section("lag");
        var elsewhere = A.Section("ingest") with
        {
            At = here.At.AddDays(-1),
            Facts = new Dictionary<string, string> { ["machine"] = "64 cores" },
        };

        var page = Page(elsewhere, here);

        page.ShouldContain("## Machine\n\n- machine: 2 cores");
        page.ShouldContain("Measured elsewhere:\n\n- machine: 64 cores");
    }

    [Fact]
    public void costs_and_pictures_follow_the_figures()
    {
        var page = Page(A.Section("lag") with { Pictures = [new Picture("lag.png", "Lag over time")] });

        page.ShouldContain("- 10.0 s: backend 0.50");
        page.ShouldContain("![Lag over time](pictures/lag.png)");
    }

    [Fact]
    public void a_page_of_nothing_says_so() => Page().ShouldContain("Nothing has been measured yet.");

    private static string Page(params Section[] sections) => PerformancePage.Render(new Performance(sections), "pictures");
}
