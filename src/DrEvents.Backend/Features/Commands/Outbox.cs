using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Repeats commands that were not answered in time; a VEN recognises a repeat. A timer, since it waits for what does not happen.</summary>
public sealed class Outbox(
    IDocumentStore store,
    CommandsUnderWay underWay,
    CommandSender sender,
    Pressure pressure,
    CommandMetrics metrics,
    TimeProvider clock,
    ILogger<Outbox> log
) : RepeatedWork("Reading the outbox", TimeSpan.FromSeconds(1), clock, log)
{
    private const int BatchMax = 1_000;

    /// <summary>How much longer an answer is awaited while answers wait to be stored.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long it is not stored that the broker took a command, because the answer would say so; less than the first pause.</summary>
    private static readonly TimeSpan AnswerAwaited = TimeSpan.FromSeconds(1);

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        if (!pressure.HasToWait(Waiter.Repeats))
            await StoreTakenAsync(now, cancellation);
        var due = pressure.HasToWait(Waiter.Repeats) ? now - Patience : now;
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
        var (repeats, expired) = (new List<OutgoingCommand>(), 0);
        var participations = await session.LockAsync<Participation>([.. ids], cancellation);
        var ready = participations.Where(p => p.Commands.Any(c => c is { IsOpen: true, SendAt: not null })).Select(p => p.EventId!);
        var events = await session.LoadManyAsync<DrEvent>(cancellation, ready.Distinct());
        // Of an event whose start is late or was taken back nothing is sent that was made ready for it.
        var notBegun = events.Where(e => e.ActivatedAt is null).Select(e => e.Id).ToHashSet();
        foreach (var participation in participations)
        {
            foreach (var command in participation.Commands.Where(c => c.NextDueAt <= due))
            {
                if (command.ExpiresAt <= now)
                {
                    appends.Add(participation.Id, new CommandExpired(command.CorrelationId, now));
                    expired++;
                }
                else if (command.SendAt is null || !notBegun.Contains(participation.EventId!))
                    repeats.Add(OutgoingCommand.From(participation.Id, command));
            }
        }
        await appends.AppendToAsync(session, cancellation);
        await session.SaveChangesAsync(cancellation);
        metrics.Expired.Add(expired);
        sender.Send(repeats);
    }

    /// <summary>Stores that the broker took what nobody answered. A part that is answered right now is locked, and says so first.</summary>
    private async Task StoreTakenAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var page in underWay.TakenBefore(now - AnswerAwaited).Chunk(BatchMax))
        {
            await using var session = store.LightweightSession();
            await session.LockStreamsAsync([.. page.Select(p => p.Stream)], cancellation);
            var open = page.Where(p => underWay.HandedOf(p.Taken.CorrelationId) == p.Taken).ToList();
            await StreamAppends.AppendAsync(session, open.Select(p => (p.Stream, (object)p.Taken)), cancellation);
            await session.SaveChangesAsync(cancellation);
            foreach (var (_, taken) in open)
                underWay.End(taken.CorrelationId);
        }
    }
}
