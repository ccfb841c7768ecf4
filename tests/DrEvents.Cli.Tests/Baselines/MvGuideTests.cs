using DrEvents.Cli.Tests.Surroundings;

namespace DrEvents.Cli.Tests.Baselines;

/// <summary>The back-test of the guide (ops/docs/measurement.md), run as it stands there.</summary>
public sealed class MvGuideTests
{
    private const string Folder = "tests/DrEvents.Measurement.Tests/Building";

    [Fact]
    public async Task the_back_test_of_the_guide_prints_its_table()
    {
        var guide = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Guide", "measurement.md"))).ReplaceLineEndings(
            "\n"
        );
        var command = guide
            .Replace("\\\n", "", StringComparison.Ordinal)
            .Split('\n')
            .Single(l => l.StartsWith("drevents mv backtest ", StringComparison.Ordinal))
            .Replace(Folder, Path.Combine(AppContext.BaseDirectory, "Building"), StringComparison.Ordinal);
        var shell = new TestShell();

        (await shell.Run(command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])).ShouldBe(ExitCode.Done, shell.Error.ToString());

        // | `name` | days | RRMSE | bias | low to high |
        var rows = guide.Split("| profile | days | RRMSE %")[1].Split('\n').Skip(2).TakeWhile(l => l.StartsWith('|')).ToList();
        rows.Count.ShouldBe(10);
        foreach (var cells in rows.Select(r => r.Split('|').Select(c => c.Trim().Trim('`')).ToList()))
        {
            var printed = shell
                .Rows.Split('\n')
                .Single(l => l.Trim().StartsWith(cells[1] + " ", StringComparison.Ordinal) && !l.Contains(':', StringComparison.Ordinal));
            printed.ShouldContain($"{cells[1]} {cells[2]} {cells[3]} {cells[4]} ");
            printed.TrimEnd().ShouldEndWith(cells[5].Replace(" to ", " ", StringComparison.Ordinal));
        }
    }
}
