using System.CommandLine;
using DrEvents.Cli.Backend;

namespace DrEvents.Cli;

/// <summary>What every verb needs: its surroundings, and the options that are the same everywhere.</summary>
sealed class Invocation(Shell shell)
{
    private const string DefaultUrl = "http://localhost:8000";
    private const string UrlVariable = "DREVENTS_URL";
    private const string KeyVariable = "DREVENTS_KEY";

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

    /// <summary>By what the caller proves who he is.</summary>
    public Option<string?> Key { get; } =
        new("--key")
        {
            Description = $"API key for the backend. Others on this machine can see it here, and not in the variable. [{KeyVariable}]",
            HelpName = "key",
            Recursive = true,
        };

    /// <summary>JSON instead of tables.</summary>
    public Option<bool> Json { get; } =
        new("--json") { Description = "The server's JSON, untouched, instead of tables.", Recursive = true };

    /// <summary>Why the caller asks for it.</summary>
    public Option<string?> Reason { get; } =
        new("--reason")
        {
            Description = "Why, for the record of who did what; for verbs that change something.",
            HelpName = "text",
            Recursive = true,
        };

    /// <summary>Where the backend of this run is.</summary>
    public Uri Address(ParseResult parse)
    {
        var (source, text) =
            parse.GetValue(Url) is { } given ? ("--url", given)
            : Shell.Variable(UrlVariable) is { } set ? (UrlVariable, set)
            : ("default", DefaultUrl);
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw VerbFailed.BadInput($"{source}: '{text}' is not an http or https address, such as {DefaultUrl}");
    }

    /// <summary>The backend that this run speaks to.</summary>
    public BackendClient Backend(ParseResult parse)
    {
        var url = Address(parse);
        var (keySource, key) = parse.GetValue(Key) is { } said ? ("--key", said) : (KeyVariable, Shell.Variable(KeyVariable));
        // A header cannot carry anything else; what a file ends with is easily copied along.
        if (key is not null && !key.All(c => c is > ' ' and <= '~'))
            throw VerbFailed.BadInput($"{keySource}: holds a space or another character that is in no key");
        var reason = parse.GetValue(Reason)?.Trim();
        if (reason?.Any(char.IsControl) == true)
            throw VerbFailed.BadInput("--reason: holds a control character");
        return new BackendClient(url, Shell, key, reason);
    }

    /// <summary>Whether this run prints JSON only.</summary>
    public bool WantsJson(ParseResult parse) => parse.GetValue(Json);
}
