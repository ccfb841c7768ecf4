using DrEvents.Backend.Features.Acknowledgements;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Mqtt;
using Marten;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>Stores one batch of messages in one transaction: all of it, or nothing.</summary>
public sealed class IngestBatch(
    IDocumentStore store,
    VenDirectory directory,
    ShadowStandIn shadow,
    ShadowAnswers answers,
    Retention retention,
    IngestMetrics metrics,
    IOptions<IngestOptions> options,
    TimeProvider clock
)
{
    /// <summary>What a batch comes to, before it is stored.</summary>
    private sealed record Prepared(
        StreamAppends Appends,
        List<DeadLetter> Buried,
        Dictionary<string, VenMemory> Memories,
        long ChangesBefore,
        int Duplicates,
        IReadOnlyList<ShadowAnswer> Answers,
        DateTimeOffset Now
    );

    /// <summary>Stores what the messages say; those that say nothing readable are stored as dead letters.</summary>
    public async Task StoreAsync(IReadOnlyList<Incoming> messages, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var prepared = await PrepareAsync(session, messages, cancellation);
        await SaveAsync(session, prepared, cancellation);
    }

    /// <summary>
    /// Stores a message that was a dead letter, in the transaction in which it stops being one. Returns why it cannot be read even now,
    /// and then changes nothing.
    /// </summary>
    /// <param name="take">Removes the letter and returns its message; null when there is none.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<string?> StoreAgainAsync(Func<IDocumentSession, Task<InboundMessage?>> take, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        if (await take(session) is not { } message)
            return null;
        var prepared = await PrepareAsync(session, [Incoming.From(message)], cancellation);
        if (prepared.Buried is [var letter, ..])
            return letter.Reason;
        try
        {
            await SaveAsync(session, prepared, cancellation);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException && !StoreAway.IsCauseOf(e))
        {
            return "cannot be stored: " + e.Message;
        }
    }

    /// <summary>Stores a message that nothing else can be done with.</summary>
    public async Task BuryAsync(InboundMessage message, string reason, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var buried = new List<DeadLetter> { DeadLetter.From(message, reason) };
        await SaveAsync(session, new Prepared(new StreamAppends(), buried, [], 0, 0, [], clock.GetUtcNow()), cancellation);
    }

    private async Task<Prepared> PrepareAsync(IDocumentSession session, IReadOnlyList<Incoming> messages, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var changesBefore = directory.Changes;
        var appends = new StreamAppends();
        var buried = new List<DeadLetter>();

        var readable = new List<Incoming>(messages.Count);
        var taken = new List<CommandAtBroker>();
        foreach (var incoming in messages)
        {
            if (incoming.Content is CommandAtBroker command)
                taken.Add(command);
            else if (incoming.Error is { } error)
                buried.Add(DeadLetter.From(incoming.Message, error));
            else if (incoming.Content is not null)
                readable.Add(incoming);
        }

        var (accepted, memories) = await AdmitAsync(session, readable, appends, buried, now, cancellation);
        var duplicates = await SampleIntake.AddAsync(session, accepted, memories, appends, now, cancellation);
        await AckIntake.AddAsync(session, taken, accepted, appends, cancellation);
        var replies = await ShadowIntake.AddAsync(session, accepted, shadow.Answers, buried, now, cancellation);
        return new Prepared(appends, buried, memories, changesBefore, duplicates, replies, now);
    }

    private async Task SaveAsync(IDocumentSession session, Prepared prepared, CancellationToken cancellation)
    {
        await Burial.AddAsync(session, prepared.Buried, prepared.Appends, prepared.Now, cancellation);
        await prepared.Appends.AppendToAsync(session, cancellation);
        await session.SaveChangesAsync(cancellation);

        directory.Remember(prepared.Memories, prepared.ChangesBefore);
        metrics.Duplicates(prepared.Duplicates);
        metrics.DeadLetters(prepared.Buried.Count);
        if (prepared.Buried.Count > 0)
            retention.Nudge();
        foreach (var answer in prepared.Answers)
            await answers.SendAsync(answer, cancellation);
    }

    /// <summary>
    /// Sees who sends: VENs that nobody knows are registered, VENs that were away are back, loads that changed are described; messages of
    /// VENs that were removed, or that may not register themselves, are refused.
    /// </summary>
    private async Task<(List<Incoming> Accepted, Dictionary<string, VenMemory> Memories)> AdmitAsync(
        IDocumentSession session,
        List<Incoming> incoming,
        StreamAppends appends,
        List<DeadLetter> buried,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var venIds = incoming.Select(i => i.VenId).Distinct().ToList();
        var memories = await directory.GetAsync(session, venIds, now, cancellation);
        var changing = Admission.Changing(incoming, memories, options.Value.RegisterUnknownVens, now);
        if (changing.Count > 0)
        {
            // Another node, or an operator, may change the same VENs: they are locked and read again before anything is decided on them.
            // One that is not registered has no document to lock.
            if (changing.Any(venId => memories[venId].State is null))
                await session.HoldAsync(VenLocks.Registration, cancellation);
            var fresh = await session.LockAsync<Ven>([.. changing.Select(Ven.StreamOf)], cancellation);
            var byId = fresh.ToDictionary(v => v.VenId);
            foreach (var venId in changing)
                memories[venId] = memories[venId] with { State = byId.GetValueOrDefault(venId) };
        }
        var accepted = Admission.Decide(incoming, memories, options.Value.RegisterUnknownVens, appends, buried, now);
        return (accepted, memories);
    }
}

/// <summary>What may come in: configuration section <c>Ingest</c>.</summary>
public sealed class IngestOptions
{
    /// <summary>Whether the first valid message of an unknown VEN registers it.</summary>
    public bool RegisterUnknownVens { get; set; } = true;
}
