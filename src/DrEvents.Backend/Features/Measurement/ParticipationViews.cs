using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Measurement;

public static class ParticipationViews
{
    public static IReadOnlyList<ParticipationView> Of(EventFigures figures, IReadOnlyDictionary<string, string> venNames) =>
        [.. figures.Participations.Select(p => Of(p, figures, venNames.GetValueOrDefault(p.VenId, p.VenId)))];

    private static ParticipationView Of(Participation participation, EventFigures figures, string venName)
    {
        var meter = figures.Metered.GetValueOrDefault(participation.Id);
        var shedKw = figures.Event.IsActive ? meter?.CurrentReductionKw : meter?.MeanReductionKw;
        return new ParticipationView(
            participation.VenId,
            venName,
            meter?.Samples > 0 ? shedKw ?? 0 : 0,
            participation.Status,
            participation.Reason,
            participation.RequestedKw,
            participation.AcceptedKw,
            meter?.LastClaimedKw,
            meter?.BaselineKw,
            Verified: meter?.BaselineKw is not null,
            participation.ResponseMs,
            [.. participation.Commands.Select(Of)]
        );
    }

    private static CommandView Of(CommandLife life) =>
        new(
            life.CorrelationId,
            life.Op,
            life.Revision,
            life.RequestedReductionKw,
            life.DispatchedAt,
            life.AcceptedAt,
            life.Attempts,
            life.AnsweredAt,
            life.ExpiresAt,
            life.Status,
            life.Reason
        );
}
