using System.CommandLine;
using DrEvents.Cli.Backend;

namespace DrEvents.Cli;

/// <summary>What every verb needs: its surroundings, and the options that are the same everywhere.</summary>
sealed class Invocation(Shell shell)
{
    private const string DefaultUrl = "http://localhost:8000";
    private const string UrlVariable = "DREVENTS_URL";

    /// <summary>Surroundings of the run.</summary>
    public Shell Shell { get; } = shell;

    /// <summary>Where the backend is.</summary>
    public Option<string?> Url { get; } =
        new("--url")
        {
            Description = $"The backend. [{UrlVariable}, else {DefaultUrl}]",
            HelpName = "url",
            Recursive = true,
        };

    /// <summary>JSON instead of tables.</summary>
    public Option<bool> Json { get; } =
        new("--json") { Description = "The server's JSON, untouched, instead of tables.", Recursive = true };

    /// <summary>The backend that this run speaks to.</summary>
    public BackendClient Backend(ParseResult parse)
    {
        var (source, text) =
            parse.GetValue(Url) is { } given ? ("--url", given)
            : Shell.Variable(UrlVariable) is { } set ? (UrlVariable, set)
            : ("default", DefaultUrl);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw VerbFailed.BadInput($"{source}: '{text}' is not an http or https address, such as {DefaultUrl}");
        return new BackendClient(url, Shell);
    }

    /// <summary>Whether this run prints JSON only.</summary>
    public bool WantsJson(ParseResult parse) => parse.GetValue(Json);
}
