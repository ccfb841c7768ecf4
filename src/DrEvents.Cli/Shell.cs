using DrEvents.Cli.Output;
using Spectre.Console;

namespace DrEvents.Cli;

/// <summary>What a run of the command line gets from its surroundings, so that a test can be the surroundings.</summary>
/// <param name="Out">Results: tables, or nothing but JSON.</param>
/// <param name="Error">Everything that is said about the run.</param>
/// <param name="Environment">Looks up an environment variable.</param>
/// <param name="Clock">The only clock, and the local time zone.</param>
sealed record Shell(TextWriter Out, TextWriter Error, Func<string, string?> Environment, TimeProvider Clock)
{
    /// <summary>Width of output that no terminal shows: wide enough that a script never meets a wrapped cell of usual length.</summary>
    private const int WidthWithoutTerminalColumns = 240;

    /// <summary>Wider than any line: a monitor's line is wrapped by the terminal, never by us.</summary>
    private const int WidthOfLinesColumns = 1_000_000;

    /// <summary>Whether stdout may carry colours.</summary>
    public bool Colour { get; init; }

    /// <summary>Width of the terminal, in columns.</summary>
    public int WidthColumns { get; init; } = WidthWithoutTerminalColumns;

    /// <summary>The process's own surroundings. Colours only on a terminal, and not where <c>NO_COLOR</c> asks for none.</summary>
    public static Shell OfThisProcess()
    {
        var isTerminal = !Console.IsOutputRedirected;
        return new Shell(Console.Out, Console.Error, System.Environment.GetEnvironmentVariable, TimeProvider.System)
        {
            Colour = isTerminal && string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR")),
            // A terminal that does not know its size says 0.
            WidthColumns = isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : WidthWithoutTerminalColumns,
        };
    }

    /// <summary>The time now, UTC.</summary>
    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>A non-empty environment variable, or null.</summary>
    public string? Variable(string name) => Environment(name) is { Length: > 0 } value ? value : null;

    /// <summary>Where tables are drawn.</summary>
    public IAnsiConsole Tables() => ConsoleOf(WidthColumns);

    /// <summary>Where lines are written that must not be wrapped.</summary>
    public IAnsiConsole Lines() => ConsoleOf(WidthOfLinesColumns);

    /// <summary>Says something about the run. What others wrote in it cannot steer the terminal.</summary>
    public void Say(params IReadOnlyList<string> lines)
    {
        Error.WriteLine("drevents: " + Printable.Of(lines[0]));
        foreach (var more in lines.Skip(1))
            Error.WriteLine(Printable.Of(more));
    }

    private IAnsiConsole ConsoleOf(int widthColumns)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = Colour ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(Out),
                // Enrichers look at the environment of the process: build servers would turn colours on again.
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Profile.Width = widthColumns;
        return console;
    }
}
