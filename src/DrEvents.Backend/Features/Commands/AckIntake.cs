using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Adds what a batch says of commands: one read for all participations that it may belong to.</summary>
public static class AckIntake
{
    public static async Task AddAsync(
        Intake intake,
        IReadOnlyList<Incoming> incoming,
        CommandsUnderWay underWay,
        CancellationToken cancellation
    )
    {
        var acks = incoming.Where(m => m.Content is VenAck).Select(m => (m.Message, m.VenId, Ack: (VenAck)m.Content!)).ToList();
        if (acks.Count == 0)
            return;
        var streams = acks.Select(a => MatchAck.StreamFor(a.VenId, a.Ack)).OfType<string>().Distinct();
        var participations = (await intake.Session.LockAsync<Participation>([.. streams], cancellation)).ToDictionary(p => p.Id);
        var taken = new HashSet<string>();
        foreach (var (message, venId, ack) in acks)
        {
            var participation = MatchAck.StreamFor(venId, ack) is { } name ? participations.GetValueOrDefault(name) : null;
            var accepted = participation is null ? null : underWay.HandedOf(ack.CorrelationId ?? participation.Newest?.CorrelationId ?? "");
            // An answer that came before it was stored that the broker took the command says so itself.
            if (accepted is not null && taken.Add(accepted.CorrelationId))
            {
                participation = Participation.Fold(participation, participation!.Id, accepted)!;
                intake.WhenStored.Add(() => underWay.End(accepted.CorrelationId));
            }
            else
            {
                accepted = null;
            }
            var (stream, stored) = MatchAck.Decide(venId, ack, participation, message.ReceivedAt);
            if (accepted is not null && stored is AckReceived answer)
                stored = answer with { AcceptedAt = accepted.At, Attempt = accepted.Attempt };
            else if (accepted is not null)
                intake.Appends.Add(participation!.Id, accepted);
            intake.Appends.Add(stream, stored);
            intake.Answers.Add((message, stored));
            // The next acknowledgement of the same batch sees this one.
            if (participation is not null)
                participations[participation.Id] = stored is AckReceived or OptedOut or OptedIn
                    ? Participation.Fold(participation, participation.Id, stored)!
                    : participation;
        }
    }
}
