namespace DrEvents.Cli;

/// <summary>A verb that cannot go on: what the person at the terminal is told, and the exit code. Not for bugs; those keep their stack trace.</summary>
sealed class VerbFailed(int exitCode, params IReadOnlyList<string> lines) : Exception(string.Join(Environment.NewLine, lines))
{
    /// <summary>One of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What goes to stderr.</summary>
    public IReadOnlyList<string> Lines { get; } = lines;

    /// <summary>Input that cannot be right; the text names the option.</summary>
    public static VerbFailed BadInput(string problem) => new(Cli.ExitCode.BadInput, problem);
}
