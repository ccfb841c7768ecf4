using System.Text.RegularExpressions;

namespace DrEvents.Cli.Tests.Surroundings;

/// <summary>The surroundings of one run in a test: nothing of the machine's own environment, clock or terminal.</summary>
internal sealed partial class TestShell
{
    private readonly Dictionary<string, string> _variables = [];

    /// <summary>A Tuesday, 10:00 UTC.</summary>
    public static readonly DateTimeOffset Now = new(2026, 7, 14, 10, 0, 0, TimeSpan.Zero);

    public ObservedWriter Out { get; } = new();
    public ObservedWriter Error { get; } = new();
    public TimeProvider Clock { get; init; } = new ClockThatSkipsWaits(Now);
    public bool Colour { get; init; }
    public int WidthColumns { get; init; } = 240;

    /// <summary>stdout with every run of spaces as one, so that tests read rows rather than columns.</summary>
    public string Rows => Spaces().Replace(Out.ToString(), " ");

    public TestShell With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    public Task<int> Run(params string[] args) => Run(CancellationToken.None, args);

    public Task<int> Run(CancellationToken stop, params string[] args) => CommandLine.Run(args, AsShell(), stop);

    public Shell AsShell() =>
        new(Out, Error, name => _variables.GetValueOrDefault(name), Clock) { Colour = Colour, WidthColumns = WidthColumns };

    [GeneratedRegex("[ ]+")]
    private static partial Regex Spaces();
}
