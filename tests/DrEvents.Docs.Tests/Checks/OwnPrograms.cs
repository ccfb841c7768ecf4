using System.CommandLine;
using DrEvents.Cli;
using DrEvents.Docs.Tests.Reading;
using DrEvents.Local;
using DrEvents.Ven;
using Microsoft.Extensions.Configuration;
using VenLine = DrEvents.Ven.Commands.CommandLine;

namespace DrEvents.Docs.Tests.Checks;

/// <summary>The repository's own programs: their own parsers are asked.</summary>
internal static class OwnPrograms
{
    /// <summary>Stands for the event that a page has asked for.</summary>
    private const string SomeEvent = "evt-…";

    private static readonly Shell Nowhere = new(TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System);

    public static IEnumerable<string> Drevents(Call call) => Parsed(CommandLine.Verbs(Nowhere), call);

    public static IEnumerable<string> Ven(Call call) =>
        call.Arguments.Count == 0 || !VenLine.IsMeant(call.Arguments)
            ? VenConfiguration.Problems([.. call.Arguments]).Concat(UnknownSettings(call))
            : Parsed(VenLine.Verbs(null, TextWriter.Null, TextWriter.Null), call);

    private static IEnumerable<string> UnknownSettings(Call call) =>
        VenConfiguration
            .Read(new ConfigurationBuilder().AddCommandLine([.. call.Arguments]).Build())
            .Errors.Where(e => e.Contains("is no setting", StringComparison.Ordinal));

    public static IEnumerable<string> Local(Call call)
    {
        string[] arguments = [.. call.Arguments];
        return LocalSettings.IsHelp(arguments) ? [] : LocalSettings.Problems(arguments);
    }

    public static IEnumerable<string> Backend(Call call) =>
        DrEvents.Backend.Backend.IsCommand([.. call.Arguments]) && call.Arguments is not ["codegen", "preview" or "write"]
            ? ["the backend has no such command"]
            : [];

    private static IEnumerable<string> Parsed(RootCommand root, Call call)
    {
        var parse = root.Parse(
            [.. call.Arguments.Select(a => a == SomeEvent ? "evt-1a2b3c4d" : a)],
            new ParserConfiguration { ResponseFileTokenReplacer = null }
        );
        var errors = parse.Errors.Select(e => e.Message);
        return call.IsInline && parse.UnmatchedTokens.Count == 0 ? errors.Where(e => !IsOmission(e)) : errors;
    }

    /// <summary>Prose names a verb without all that it needs; what it says has to be right all the same.</summary>
    private static bool IsOmission(string error) =>
        error.Contains("equired", StringComparison.Ordinal)
        || error.Contains('…', StringComparison.Ordinal)
        || error.Contains("give ", StringComparison.Ordinal);
}
