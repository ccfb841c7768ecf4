using System.CommandLine;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Commands;

/// <summary>Which log a verb is about.</summary>
/// <param name="configured">The log that the configuration names; null where it names none.</param>
internal sealed class LogOption(string? configured)
{
    /// <summary>The option itself.</summary>
    public Option<string?> File { get; } =
        new("--file")
        {
            Description = configured is null ? "The log. [Ven:LogFile]" : $"The log. [Ven:LogFile, here {configured}]",
            HelpName = "path",
            Arity = ArgumentArity.ExactlyOne,
        };

    /// <exception cref="IOException">No log is named, or it cannot be read.</exception>
    public LogReader Open(ParseResult parse) =>
        LogReader.Open(
            parse.GetValue(File) ?? configured ?? throw new IOException("which log? Give --file, or configure Ven:LogFile or Ven:Id")
        );
}
