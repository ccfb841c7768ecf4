using System.Text.RegularExpressions;
using DrEvents.Cli;
using DrEvents.Docs.Tests.Reading;
using DrEvents.Local.Processes;

namespace DrEvents.Docs.Tests.Running;

/// <summary>How a command ended.</summary>
internal sealed record Outcome(int ExitCode, string Said);

/// <summary>Follows a page: runs its commands in their order. Ids that a page made up are those of what is there; the rest is as written.</summary>
internal sealed partial class Follower(GuidedSystem system)
{
    /// <summary>What a page calls the event that it has just asked for, and the one that it calls off.</summary>
    private static readonly string[] NewestEvent = ["evt-…", "evt-1a2b3c4d"];

    private const string UnknownEvent = "evt-ffffffff";
    private const string MadeUpVen = "ven-5f1c77aa";
    private const string MadeUpLoad = "circuit-2";

    /// <summary>What goes on until Ctrl-C is looked at for so long.</summary>
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);

    private string? _newest;
    private string? _registered;

    public async Task<Outcome> RunAsync(Call call)
    {
        var arguments = new List<string>();
        foreach (var argument in call.Arguments)
            // Limits are for the VEN that the page has registered: the one that runs would not take part in its events any more.
            arguments.Add(argument == MadeUpVen && call.Arguments is ["ven", "limit", ..] ? _registered! : await MeantAsync(argument));
        var outcome = call.Program == "curl" ? await CurlAsync(arguments) : await DreventsAsync(arguments);
        if (call.Arguments is ["event", "create", ..] && EventId().Match(outcome.Said) is { Success: true } id)
            await system.UntilMeasuredAsync(_newest = id.Value);
        if (call.Arguments is ["ven", "register", ..])
            _registered = VenId().Match(outcome.Said).Value;
        return outcome;
    }

    private async Task<string> MeantAsync(string argument) =>
        NewestEvent.Contains(argument) ? _newest ?? throw new InvalidOperationException("The page names an event before it asks for one.")
        : argument != UnknownEvent && EventId().IsMatch(argument) ? await system.ScheduleAsync()
        : argument == MadeUpVen ? system.VenId
        : argument == MadeUpLoad ? (await system.LoadAsync()).Id
        // A page is followed in the repository's folder.
        : File.Exists(Repository.PathOf(argument)) ? Repository.PathOf(argument)
        : argument
            .Replace("http://localhost:8000/", system.Backend.ToString(), StringComparison.Ordinal)
            .Replace("localhost:8080/", $"{system.VenPage.Authority}/", StringComparison.Ordinal);

    private async Task<Outcome> DreventsAsync(List<string> arguments)
    {
        using var said = new StringWriter();
        var environment = new Dictionary<string, string>
        {
            ["DREVENTS_URL"] = system.Backend.ToString(),
            ["Mqtt__Port"] = $"{system.BrokerPort}",
        };
        var shell = new Shell(
            TextWriter.Synchronized(said),
            TextWriter.Synchronized(said),
            environment.GetValueOrDefault,
            TimeProvider.System
        )
        {
            WidthColumns = 80,
        };
        var endless = arguments[0] == "monitor" && !arguments.Contains("--for");
        using var stop = new CancellationTokenSource(endless ? Watched : TimeSpan.FromMinutes(1));
        var exitCode = await CommandLine.Run(arguments, shell, stop.Token);
        return new Outcome(exitCode, said.ToString());
    }

    private static async Task<Outcome> CurlAsync(List<string> arguments)
    {
        var result = await new Command(["curl", "--fail-with-body", .. arguments]).RunAsync();
        return new Outcome(result.ExitCode, result.Text);
    }

    [GeneratedRegex("ven-[0-9a-f]{8}")]
    private static partial Regex VenId();

    [GeneratedRegex("evt-[0-9a-f]{8}")]
    private static partial Regex EventId();
}
