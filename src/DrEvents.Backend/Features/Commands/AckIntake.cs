using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Mqtt;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Adds what a batch says of commands: one read for all participations that it may belong to.</summary>
public static class AckIntake
{
    public static async Task AddAsync(
        Intake intake,
        IReadOnlyList<PublishedCommand> published,
        IReadOnlyList<Incoming> incoming,
        CancellationToken cancellation
    )
    {
        var acks = incoming.Where(m => m.Content is VenAck).Select(m => (m.Message, m.VenId, Ack: (VenAck)m.Content!)).ToList();
        if (acks.Count == 0 && published.Count == 0)
            return;
        var streams = acks.Select(a => MatchAck.StreamFor(a.VenId, a.Ack)).OfType<string>().Concat(published.Select(p => p.Stream));
        var participations = (await intake.Session.LockAsync<Participation>([.. streams.Distinct()], cancellation)).ToDictionary(p => p.Id);
        // An answer that came with it was an answer to what the broker had taken.
        var acceptances = new Dictionary<(string Stream, string CorrelationId), CommandAccepted>();
        foreach (var (stream, accepted) in published)
        {
            if (acceptances.Remove((stream, accepted.CorrelationId), out var earlier))
                intake.Appends.Add(stream, earlier);
            acceptances.Add((stream, accepted.CorrelationId), accepted);
            if (participations.GetValueOrDefault(stream) is { } participation)
                participations[stream] = Participation.Fold(participation, stream, accepted)!;
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
            intake.Appends.Add(stream, accepted);
        foreach (var (stream, stored) in answers)
            intake.Appends.Add(stream, stored);
    }
}
