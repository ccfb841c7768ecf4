using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Mqtt;

namespace DrEvents.Cli.Monitoring;

/// <summary><c>drevents monitor</c>: what goes over the broker, live, one line each.</summary>
static class MonitorBroker
{
    public static Command Verb(Invocation run)
    {
        var vens = Typed.Vens("Only this VEN.");
        var kinds = Typed.Many(
            "--kind",
            "Only this kind: " + string.Join(", ", MessageKinds.Words) + ".",
            "kind",
            text => MessageKinds.Words.FirstOrDefault(word => word == text),
            "one of " + string.Join(", ", MessageKinds.Words)
        );
        var count = Typed.Integer("--count", "End after so many messages.", 1, int.MaxValue);
        var span = Typed.Span("--for", "End after this time; exit code 1 where --count was not reached.");
        var broker = new BrokerOptions();
        var verb = new Command("monitor", "Shows what goes over the MQTT broker, live. --json: one JSON object a line.")
        {
            vens,
            kinds,
            count,
            span,
        };
        foreach (var option in broker.All)
            verb.Options.Add(option);
        verb.SetAction(
            async (parse, stop) =>
            {
                var wantedKinds = (parse.GetValue(kinds) ?? []).Select(MessageKinds.KindOf).ToHashSet();
                var wantedVens = (parse.GetValue(vens) ?? []).ToHashSet();
                var feed = new Feed(wantedKinds, wantedVens, parse.GetValue(count), run.WantsJson(parse), run.Shell);
                var filters = Filters.For(wantedKinds, wantedVens);
                var connection = new BrokerConnection(
                    broker.Read(parse, run.Shell),
                    broker.ClientIdOf(parse),
                    filters,
                    feed.Take,
                    run.Shell
                );
                return await Watch(connection, feed, parse.GetValue(span), parse.GetValue(count), run.Shell, stop);
            }
        );
        return verb;
    }

    private static async Task<int> Watch(
        BrokerConnection connection,
        Feed feed,
        TimeSpan? span,
        int? count,
        Shell shell,
        CancellationToken stop
    )
    {
        using var timeUp = new CancellationTokenSource(span ?? Timeout.InfiniteTimeSpan, shell.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, timeUp.Token);
        var watching = connection.Watch(end.Token);
        // Whichever comes first; the connection is then closed before the verb ends.
        await Task.WhenAny(watching, feed.Enough);
        await end.CancelAsync();
        await watching;
        if (feed.Enough.IsCompleted || stop.IsCancellationRequested || count is null)
            return ExitCode.Done;
        shell.Say($"fewer than {count} messages came within {Duration.Written(span!.Value)}");
        return ExitCode.NotHeld;
    }
}
