using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Measurement.Forecasts;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>What part of what they are asked for VENs deliver, by their own past events.</summary>
public static class VenRecords
{
    /// <summary>The newest so many events count, and none that is older than that.</summary>
    private const int EventsMax = 20;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    /// <summary>They delivered nothing of what they were asked for.</summary>
    private static readonly string[] Nothing = [ParticipationStatus.Refused, ParticipationStatus.OptedOut];

    /// <summary>The mean of their records, each VEN weighed by what it can shed now; 1 without any past event. And how often they were asked.</summary>
    /// <param name="areAll">Whether they are the whole fleet, so that nobody has to be looked for.</param>
    public static async Task<(double Share, long Asked)> ShareAsync(
        IQuerySession session,
        IReadOnlyCollection<Candidate> vens,
        bool areAll,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var since = now - Recent;
        var events = await session
            .Query<DrEvent>()
            .Where(e =>
                (e.Status == EventStatus.Completed || e.Status == EventStatus.Cancelled) && e.ActivatedAt != null && e.EndTime > since
            )
            .OrderByDescending(e => e.StartTime)
            .Take(EventsMax)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        if (events.Count == 0)
            return (1, 0);
        var delivered = await session.DoneOfAskedAsync<Participation, MeteredParticipation>(
            (
                nameof(Participation.VenId),
                nameof(Participation.EventId),
                nameof(Participation.Status),
                nameof(Participation.WasToldToShed),
                nameof(Participation.RequestedKw)
            ),
            nameof(MeteredParticipation.MeanReductionKw),
            [.. events],
            areAll ? null : [.. vens.Select(v => v.VenId)],
            Nothing,
            DeliveryRecord.PartMost,
            cancellation
        );
        var records = delivered.ToDictionary(d => d.Owner, d => DeliveryRecord.Of(d.Parts, d.Times));
        var availableKw = vens.Sum(v => v.AvailableKw ?? 0);
        var share = availableKw > 0 ? vens.Sum(v => (v.AvailableKw ?? 0) * records.GetValueOrDefault(v.VenId, 1)) / availableKw : 1;
        return (share, delivered.Sum(d => d.Times));
    }
}
