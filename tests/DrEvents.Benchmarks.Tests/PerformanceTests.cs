using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Tests;

/// <summary>How runs of single benchmarks come together, and how they are kept.</summary>
public sealed class PerformanceTests : IDisposable
{
    private static readonly string[] Order = ["dispatch", "ingest", "lag"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-performance-");

    [Fact]
    public void a_benchmark_that_runs_again_replaces_its_own_part_and_no_other()
    {
        var before = new Performance([A.Section("dispatch", A.Figure(1)), A.Section("lag", A.Figure(2))]);

        var after = before.With(A.Section("dispatch", A.Figure(3)), Order);

        after.Sections.Select(s => (s.Name, s.Figures[0].Value)).ShouldBe([("dispatch", 3), ("lag", 2)]);
    }

    [Fact]
    public void the_page_keeps_the_order_of_the_benchmarks_whatever_ran_first() =>
        new Performance([A.Section("lag")])
            .With(A.Section("ingest"), Order)
            .With(A.Section("dispatch"), Order)
            .Sections.Select(s => s.Name)
            .ShouldBe(Order);

    [Fact]
    public void a_benchmark_that_is_no_more_leaves_the_page() =>
        new Performance([A.Section("gone")]).With(A.Section("lag"), Order).Sections.Select(s => s.Name).ShouldBe(["lag"]);

    [Fact]
    public async Task what_was_written_is_read_back()
    {
        var performance = new Performance([A.Section("lag", A.Figure(double.NaN, bar: 1, beyond: 2, Better.Higher))]);

        await performance.WriteAsync(_folder.FullName, default);

        (await Performance.ReadAsync(_folder.FullName, default)).ToJson().ShouldBe(performance.ToJson());
    }

    [Fact]
    public async Task an_empty_folder_holds_no_figures() =>
        (await Performance.ReadAsync(_folder.FullName, default)).Sections.ShouldBeEmpty();

    [Fact]
    public async Task a_file_that_is_something_else_is_named_and_kept()
    {
        var file = Path.Combine(_folder.FullName, "performance.json");
        await File.WriteAllTextAsync(file, "not json");

        var problem = await Should.ThrowAsync<InvalidDataException>(() => Performance.ReadAsync(_folder.FullName, default));

        problem.Message.ShouldContain(file);
        (await File.ReadAllTextAsync(file)).ShouldBe("not json");
    }

    [Fact]
    public void a_picture_is_drawn_and_is_small_enough_for_a_page()
    {
        var report = new Report();
        report.Add(
            "lag",
            new Timeline(
                "Time from a sample to its metric",
                [
                    new Panel("lag (ms)", [Wave("p50", 70), Wave("p99", 140)], IsLogarithmic: true),
                    new Panel("samples/s", [Wave("committed", 3_000)]),
                    new Panel("memory (MiB)", [Wave("backend", 350)]),
                ],
                [new Moment(10, "event starts"), new Moment(50, "event stops")]
            )
        );

        var picture = Performance.Draw(report, _folder.FullName).ShouldHaveSingleItem();

        var file = new FileInfo(Path.Combine(_folder.FullName, "pictures", picture.File));
        file.Length.ShouldBeInRange(10_000, 200_000);
    }

    [Fact]
    public void a_picture_of_nothing_is_drawn_too()
    {
        var report = new Report();
        report.Add("empty", new Timeline("Nothing happened", [new Panel("lag (ms)", [new Curve("p50", [])], IsLogarithmic: true)], []));

        Performance.Draw(report, _folder.FullName).ShouldHaveSingleItem();
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Curve Wave(string name, double mean) =>
        new(name, [.. Enumerable.Range(0, 60).Select(s => ((double)s, mean * (1 + 0.2 * Math.Sin(s / 4.0))))]);
}
