using DrEvents.Backend.Features.Dispatch;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>What clients see of every VEN's part in an event.</summary>
public static class ParticipationViews
{
    /// <summary>The parts, by VEN id.</summary>
    public static IReadOnlyList<ParticipationView> Of(EventFigures figures, IReadOnlyDictionary<string, string> venNames) =>
        [.. figures.Parts.Select(p => Of(p, figures, venNames.GetValueOrDefault(p.VenId, p.VenId)))];

    private static ParticipationView Of(Participation part, EventFigures figures, string venName)
    {
        var meter = figures.Metered.GetValueOrDefault(part.Id);
        var shedKw = figures.Event.IsActive ? meter?.CurrentReductionKw : meter?.MeanReductionKw;
        return new ParticipationView(
            part.VenId,
            venName,
            meter?.Samples > 0 ? shedKw ?? 0 : 0,
            part.Status,
            part.Reason,
            part.RequestedKw,
            part.AcceptedKw,
            meter?.LastClaimedKw,
            meter?.BaselineKw,
            Verified: meter?.BaselineKw is not null,
            part.ResponseMs,
            [.. part.Commands.Select(Of)]
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
