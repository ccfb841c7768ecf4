using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Measurement.Forecasts;

namespace DrEvents.Backend.Features.Records;

/// <summary>What part of what they promise VENs deliver, by their own past events. Read once after each event, however often it is asked for.</summary>
public sealed class VenRecords(TimeProvider clock)
{
    /// <summary>The newest so many events count, and none that is older than that.</summary>
    private const int EventsMax = 20;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    /// <summary>What comes late, and what a rebuild makes anew, is in after that.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    /// <summary>They delivered nothing of what they were asked for.</summary>
    private static readonly string[] Nothing = [ParticipationStatus.Refused, ParticipationStatus.OptedOut];

    /// <summary>Less is within the noise of a meter, kW.</summary>
    private const double PromisedKwMin = 0.1;

    private sealed record Read(string Events, DateTimeOffset At, IReadOnlyDictionary<string, VenRecord> Records);

    private Read? _read;

    /// <summary>Those of all VENs that were ever asked, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, VenRecord>> AllAsync(IQuerySession session, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
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
        var names = string.Join(',', events);
        if (_read is { } read && read.Events == names && now - read.At < KeptFor)
            return read.Records;
        var done =
            events.Count == 0
                ? []
                : await session.DoneOfPromisedAsync<Participation, MeteredParticipation>(
                    (
                        nameof(Participation.VenId),
                        nameof(Participation.EventId),
                        nameof(Participation.Status),
                        nameof(Participation.WasToldToShed)
                    ),
                    (nameof(MeteredParticipation.MeanMeteredKw), nameof(MeteredParticipation.MeanPromisedKw)),
                    [.. events],
                    Nothing,
                    PromisedKwMin,
                    DeliveryRecord.PartMost,
                    cancellation
                );
        var records = done.ToDictionary(d => d.Owner, d => new VenRecord(DeliveryRecord.Of(d.Parts, d.Times), d.Times));
        _read = new Read(names, now, records);
        return records;
    }
}

/// <param name="Share">Delivered ÷ promised, drawn towards 1 while it was asked rarely.</param>
/// <param name="Times">How often it was asked.</param>
public readonly record struct VenRecord(double Share, long Times)
{
    public static readonly VenRecord None = new(1, 0);
}
