using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;
using Marten;

namespace DrEvents.Backend.Features.Acknowledgements;

/// <summary>Adds what a batch says of commands: one read for all participations that it may belong to.</summary>
public static class AckIntake
{
    /// <summary>Adds that the broker took commands, and what VENs answered, each to the stream that it belongs to.</summary>
    public static async Task AddAsync(
        IDocumentSession session,
        IReadOnlyList<CommandAtBroker> taken,
        IReadOnlyList<Incoming> incoming,
        StreamAppends appends,
        CancellationToken cancellation
    )
    {
        var acks = incoming.Where(m => m.Content is VenAck).Select(m => (m.Message, m.VenId, Ack: (VenAck)m.Content!)).ToList();
        if (acks.Count == 0 && taken.Count == 0)
            return;
        var streams = acks.Select(a => MatchAck.StreamFor(a.VenId, a.Ack)).OfType<string>().Concat(taken.Select(t => t.Outgoing.Stream));
        var participations = (await session.LockAsync<Participation>([.. streams.Distinct()], cancellation)).ToDictionary(p => p.Id);
        // An answer that came with it was an answer to what the broker had taken.
        var acceptances = new Dictionary<(string Stream, string CorrelationId), CommandAccepted>();
        foreach (var (outgoing, at, _) in taken)
        {
            var accepted = new CommandAccepted(outgoing.Command.CorrelationId, outgoing.Attempt, at);
            if (acceptances.Remove((outgoing.Stream, accepted.CorrelationId), out var earlier))
                appends.Add(outgoing.Stream, earlier);
            acceptances.Add((outgoing.Stream, accepted.CorrelationId), accepted);
            if (participations.GetValueOrDefault(outgoing.Stream) is { } participation)
                participations[outgoing.Stream] = Participation.Fold(participation, outgoing.Stream, accepted)!;
        }
        var answers = new List<(string Stream, object Event)>(acks.Count);
        foreach (var (message, venId, ack) in acks)
        {
            var participation = MatchAck.StreamFor(venId, ack) is { } name ? participations.GetValueOrDefault(name) : null;
            var (stream, stored) = MatchAck.Decide(venId, ack, participation, message.ReceivedAt);
            if (stored is AckReceived answer && acceptances.Remove((stream, answer.CorrelationId), out var accepted))
                stored = answer with { AcceptedAt = accepted.At, Attempt = accepted.Attempt };
            answers.Add((stream, stored));
            // The next acknowledgement of the same batch sees this one.
            if (participation is not null && stored is AckReceived or OptedOut or OptedIn)
                participations[participation.Id] = Participation.Fold(participation, participation.Id, stored)!;
        }
        foreach (var ((stream, _), accepted) in acceptances)
            appends.Add(stream, accepted);
        foreach (var (stream, stored) in answers)
            appends.Add(stream, stored);
    }
}
