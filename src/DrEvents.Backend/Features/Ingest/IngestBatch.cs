using DrEvents.Backend.Features.Acknowledgements;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Dispatch;
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
    IngestMetrics metrics,
    IOptions<IngestOptions> options,
    TimeProvider clock
)
{
    /// <summary>Stores what the messages say; those that say nothing readable are stored as dead letters.</summary>
    public async Task StoreAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var session = store.LightweightSession();
        var appends = new StreamAppends();
        var buried = new List<DeadLetter>();

        var readable = new List<Incoming>(messages.Count);
        foreach (var incoming in messages.Select(Incoming.From))
        {
            if (incoming.Error is { } error)
                buried.Add(DeadLetter.From(incoming.Message, error));
            else if (incoming.Content is not null)
                readable.Add(incoming);
        }

        var (accepted, memories) = await AdmitAsync(session, readable, appends, buried, now, cancellation);
        var duplicates = await SampleIntake.AddAsync(session, accepted, memories, appends, cancellation);
        await AckIntake.AddAsync(session, accepted, appends, cancellation);

        DeadLetter.Store(session, buried);
        appends.AppendTo(session);
        await session.SaveChangesAsync(cancellation);

        directory.Remember(memories);
        metrics.Duplicates(duplicates);
        metrics.DeadLetters(buried.Count);
    }

    /// <summary>Stores a message that nothing else can be done with.</summary>
    public async Task BuryAsync(InboundMessage message, string reason, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        DeadLetter.Store(session, [DeadLetter.From(message, reason)]);
        await session.SaveChangesAsync(cancellation);
        metrics.DeadLetters(1);
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
