using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Looks once a second for commands that were not answered in time: sends them again, or declares them expired. The streams are the
/// outbox; this only reads them. Every node may run it: a VEN that gets a command twice recognises it.
/// </summary>
public sealed class Outbox(IDocumentStore store, CommandSender sender, Inbox inbox, TimeProvider clock, ILogger<Outbox> log)
    : RepeatedWork("Reading the outbox", Interval, clock, log)
{
    private const int BatchMax = 1_000;

    /// <summary>How much longer an answer is awaited in a jam.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        // An answer may be among the messages that wait to be stored; to repeat its command at once would only make more of them.
        var due = inbox.IsJammed ? now - Patience : now;
        await using var session = store.LightweightSession();
        var ids = await session
            .Query<Participation>()
            .Where(p => p.NextDueAt <= due)
            .OrderBy(p => p.NextDueAt)
            .Take(BatchMax)
            .Select(p => p.Id)
            .ToListAsync(cancellation);
        if (ids.Count == 0)
            return;

        // Locked and read again: an answer may have come in meanwhile.
        var appends = new StreamAppends();
        var repeats = new List<OutgoingCommand>();
        foreach (var part in await session.LockAsync<Participation>([.. ids], cancellation))
        {
            foreach (var command in part.Commands.Where(c => c.NextDueAt <= due))
            {
                if (command.ExpiresAt <= now)
                    appends.Add(part.Id, new CommandExpired(command.CorrelationId, now));
                else
                    repeats.Add(OutgoingCommand.From(part.Id, command));
            }
        }
        await appends.AppendToAsync(session, cancellation);
        await session.SaveChangesAsync(cancellation);
        sender.Send(repeats);
    }
}
