using System.CommandLine;
using System.Diagnostics;
using DrEvents.Cli.Manual;
using DrEvents.Cli.Tests.Surroundings;

namespace DrEvents.Cli.Tests;

/// <summary>Manual pages are made from the commands themselves, and man(1) can show them.</summary>
public sealed class ManualTests
{
    private const string Formatter = "groff";

    private static readonly IReadOnlyList<ManPage> Pages = [.. WriteManual.Pages(new TestShell().AsShell())];

    [Fact]
    public void every_verb_has_a_page_with_all_its_options()
    {
        var root = CommandLine.Verbs(new TestShell().AsShell());
        foreach (var (name, command) in All("drevents", root).Where(c => c.Command == root || c.Command.Subcommands.Count == 0))
        {
            var page = Pages.Single(p => p.Name == name).Text;
            foreach (var option in command.Options.Where(o => !o.Hidden))
                page.ShouldContain($".TP\n{Roff.Bold(option.Name)}", customMessage: name);
            foreach (var argument in command.Arguments)
                page.ShouldContain($".TP\n{Roff.Italic(argument.Name)}", customMessage: name);
        }
        Pages.Count(p => p.Name.StartsWith("drevents-ven-log", StringComparison.Ordinal)).ShouldBe(3);
        Pages.Select(p => p.Name).ShouldBeUnique();
        Pages[0].Text.ShouldContain($".TP\n{Roff.Bold("event create")}");
    }

    [Fact]
    public void what_would_be_empty_is_not_there() =>
        Pages
            .Where(p => p.Text.Contains("\n\n", StringComparison.Ordinal) || p.Text.EndsWith("\n.TP\n", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public async Task a_formatter_has_no_complaint()
    {
        Assert.SkipUnless(IsInstalled(), $"{Formatter} is not installed: apt-get install groff-base");
        foreach (var page in Pages)
            (await ComplaintsAsync(page.Text)).ShouldBeEmpty(page.Name);
    }

    [Fact]
    public async Task a_formatter_complains_of_a_mistake()
    {
        Assert.SkipUnless(IsInstalled(), $"{Formatter} is not installed: apt-get install groff-base");
        (await ComplaintsAsync(Pages[0].Text + ".XY\n")).ShouldContain("XY");
    }

    [Theory]
    [InlineData(".SH is no heading", @"\&.SH is no heading")]
    [InlineData("'quoted'", @"\&\(aqquoted\(aq")]
    [InlineData(@"C:\x --kw", @"C:\ex \-\-kw")]
    [InlineData("evt-…", @"evt\-\[u2026]")]
    public void text_is_never_taken_for_a_request(string text, string written) => Roff.Text(text).ShouldBe(written);

    [Fact]
    public async Task the_verb_prints_a_page_or_writes_all()
    {
        var folder = Directory.CreateTempSubdirectory("drevents-man-");
        try
        {
            var shell = new TestShell();
            (await shell.Run("man", "drevents-event-create")).ShouldBe(0);
            shell.Out.ToString().ShouldStartWith(".TH \"DREVENTS\\-EVENT\\-CREATE\" 1");

            (await shell.Run("man", "--out", folder.FullName)).ShouldBe(0);
            folder.EnumerateFiles().Select(f => f.Name).ShouldBe(Pages.Select(p => p.File), ignoreOrder: true);

            (await shell.Run("man", "drevents-nothing")).ShouldBe(1);
            shell.Error.ToString().ShouldContain("there is no page drevents-nothing; there are drevents, drevents-ven");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Name, Command Command)> All(string name, Command command) =>
        command.Subcommands.SelectMany(c => All($"{name}-{c.Name}", c)).Prepend((name, command));

    private static bool IsInstalled() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, Formatter)));

    private static async Task<string> ComplaintsAsync(string page)
    {
        var start = new ProcessStartInfo(Formatter, ["-man", "-Tutf8", "-ww", "-z"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var groff = Process.Start(start)!;
        await groff.StandardInput.WriteAsync(page);
        groff.StandardInput.Close();
        var said = await groff.StandardError.ReadToEndAsync();
        await groff.WaitForExitAsync();
        return said;
    }
}
