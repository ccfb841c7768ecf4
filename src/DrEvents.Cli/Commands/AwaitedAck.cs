using DrEvents.Cli.Backend;
using DrEvents.Cli.Vens;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Commands;

/// <summary>Waits for the acknowledgement of one command by asking the backend for the VEN's acknowledgements.</summary>
static class AwaitedAck
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <summary>The acknowledgement with the server's text of it, or null when none came in time.</summary>
    public static async Task<(AckView Value, string Json)?> Of(
        CommandTaken taken,
        TimeSpan patience,
        BackendClient backend,
        Shell shell,
        CancellationToken stop
    )
    {
        var since = shell.Clock.GetTimestamp();
        while (true)
        {
            var answer = await backend.Get(VenPaths.Acks(taken.VenId), stop);
            foreach (var ack in answer.ReadEach<AckView>())
            {
                if (ack.Value.CorrelationId == taken.CorrelationId)
                    return ack;
            }
            var left = patience - shell.Clock.GetElapsedTime(since);
            if (left <= TimeSpan.Zero)
                return null;
            await Task.Delay(left < BetweenLooks ? left : BetweenLooks, shell.Clock, stop);
        }
    }
}
