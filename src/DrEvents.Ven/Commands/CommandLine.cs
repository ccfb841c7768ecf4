using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using DrEvents.Ven.Enrolment;

namespace DrEvents.Ven.Commands;

/// <summary>What <c>drevents-ven</c> does besides being a VEN: its verbs, and its help.</summary>
internal static class CommandLine
{
    /// <summary>The program's name.</summary>
    public const string Program = "drevents-ven";

    private const string About = """
        A VEN: sheds the loads of one home when it is asked to, and keeps a log of it.

        Without a verb it runs. Its configuration is read from appsettings.json, from the environment (Ven__Id, Mqtt__Host, …) and from
        the command line (--Ven:Id=ven-1 --Mqtt:Host=broker.example); the last wins.
        """;

    /// <summary>Whether the command line is for a verb or for help, and no configuration of a VEN that is to run.</summary>
    public static bool IsMeant(IReadOnlyList<string> args) =>
        args is [var first, ..]
        && !first.Contains('=', StringComparison.Ordinal)
        && (!first.StartsWith("--", StringComparison.Ordinal) || first is "--help" or "--version");

    /// <summary>Runs one verb and gives its exit code.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="logFile">The log that the configuration names; null where it names none.</param>
    /// <param name="output">Gets results, and nothing else.</param>
    /// <param name="error">Gets everything that is said about the run.</param>
    /// <param name="venId">The VEN that the configuration names; null where it names none.</param>
    /// <param name="home">The home that the configuration names; null where it names none.</param>
    /// <param name="clock">The machine's clock; null where verbs are only described.</param>
    /// <param name="input">Where secrets are read from; null is the terminal, or what is piped in.</param>
    public static int Run(
        IReadOnlyList<string> args,
        string? logFile,
        TextWriter output,
        TextWriter error,
        string? venId = null,
        string? home = null,
        TimeProvider? clock = null,
        TextReader? input = null
    )
    {
        var parse = Verbs(logFile, output, error, venId, home, clock, input)
            .Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction wrong)
            return Refuse(parse, wrong, error);
        try
        {
            return parse.Invoke(
                new InvocationConfiguration
                {
                    Output = output,
                    Error = error,
                    EnableDefaultExceptionHandler = false,
                }
            );
        }
        catch (EnrolmentException e)
        {
            error.WriteLine(Program + ": " + e.Message);
            return e.IsRefused ? ExitCode.NotHeld : ExitCode.Unreachable;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            error.WriteLine(Program + ": " + e.Message);
            return ExitCode.BadInput;
        }
    }

    /// <summary>All that it knows.</summary>
    public static RootCommand Verbs(
        string? logFile,
        TextWriter output,
        TextWriter error,
        string? venId = null,
        string? home = null,
        TimeProvider? clock = null,
        TextReader? input = null
    )
    {
        var log = new LogOption(logFile);
        var root = new RootCommand(About)
        {
            new Command("log", "The VEN's own log. It may be read while the VEN runs.")
            {
                ShowLog.Verb(log, output),
                VerifyLog.Verb(log, output),
                ExportLog.Verb(log, output, error),
            },
            EnrolVen.Verb(venId, logFile, output),
            DeviceVerbs.Group(home, output, clock, input),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        return root;
    }

    /// <summary>Everything about bad usage goes to stderr. A group without its verb is answered with its help.</summary>
    private static int Refuse(ParseResult parse, ParseErrorAction wrong, TextWriter error)
    {
        wrong.ShowHelp = parse.CommandResult.Command.Subcommands.Count > 0 && parse.UnmatchedTokens.Count == 0;
        parse.Invoke(new InvocationConfiguration { Output = error, Error = error });
        return ExitCode.BadInput;
    }

    /// <summary>The library's help with the exit codes below it.</summary>
    private sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
    {
        /// <summary>Help is an answer even where the rest of the line is incomplete.</summary>
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var result = help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(ExitCode.InWords);
            return result;
        }
    }
}
