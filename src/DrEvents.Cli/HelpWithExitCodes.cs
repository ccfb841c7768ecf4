using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DrEvents.Cli;

/// <summary>The library's help, as wide as the terminal, with the exit codes below it.</summary>
sealed class HelpWithExitCodes(HelpAction help, int widthColumns) : SynchronousCommandLineAction
{
    /// <summary>Help is an answer even where the rest of the line is incomplete.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.MaxWidth = widthColumns;
        var result = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(ExitCode.InWords);
        return result;
    }
}
