using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;
using Marten;

namespace DrEvents.Backend.Features.Acknowledgements;

/// <summary>Adds the acknowledgements of a batch: one read for all participations that they may belong to.</summary>
public static class AckIntake
{
    /// <summary>Adds each acknowledgement to the stream that it belongs to.</summary>
    public static async Task AddAsync(
        IDocumentSession session,
        IReadOnlyList<Incoming> incoming,
        StreamAppends appends,
        CancellationToken cancellation
    )
    {
        var acks = incoming.Where(m => m.Content is VenAck).Select(m => (m.Message, m.VenId, Ack: (VenAck)m.Content!)).ToList();
        if (acks.Count == 0)
            return;
        var streams = acks.Select(a => MatchAck.StreamFor(a.VenId, a.Ack)).OfType<string>().Distinct().ToList();
        var participations = (await session.LockAsync<Participation>(streams, cancellation)).ToDictionary(p => p.Id);
        foreach (var (message, venId, ack) in acks)
        {
            var participation = MatchAck.StreamFor(venId, ack) is { } name ? participations.GetValueOrDefault(name) : null;
            var (stream, stored) = MatchAck.Decide(venId, ack, participation, message.ReceivedAt);
            appends.Add(stream, stored);
            // The next acknowledgement of the same batch sees this one.
            if (participation is not null && stored is AckReceived or OptedOut or OptedIn)
                participations[participation.Id] = Participation.Fold(participation, participation.Id, stored)!;
        }
    }
}
