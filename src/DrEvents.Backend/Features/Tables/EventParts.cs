using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Tables;

/// <summary>A VEN's part in an event, as far as a table needs it. Powers in kW.</summary>
/// <param name="Status">As shown.</param>
/// <param name="Lacks">See <see cref="Lack"/>.</param>
public sealed record PartRow(
    string Id,
    string VenId,
    string Status,
    string? Lacks,
    double RequestedKw,
    double? AcceptedKw,
    double? ClaimedKw,
    double? MeasuredKw,
    double? ResponseMs
);

/// <summary>The parts of an event at one moment, by VEN id.</summary>
/// <param name="Drift">How the use of its homes has moved, for what is shown of single ones.</param>
public sealed record EventParts(DateTimeOffset AsOf, bool IsActive, EventDrift Drift, IReadOnlyList<PartRow> Rows)
{
    private sealed record StoredPart(
        string Id,
        string VenId,
        string Status,
        string? Reason,
        double RequestedKw,
        double? AcceptedKw,
        double? ResponseMs
    )
    {
        public static StoredPart Of(Participation p) => new(p.Id, p.VenId, p.Status, p.Reason, p.RequestedKw, p.AcceptedKw, p.ResponseMs);
    }

    public static async Task<EventParts> ReadAsync(
        IQuerySession session,
        string eventId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var state = (await session.LoadAsync<DrEvent>(eventId, cancellation))!;
        var stored = await session.FieldsAsync<Participation, StoredPart, string>(nameof(Participation.EventId), [eventId], cancellation);
        var meters = await session.ColumnsAsync<MeteredParticipation, MeterRow, string>(
            nameof(MeteredParticipation.EventId),
            [eventId],
            cancellation
        );
        var others = meters.Exists(m => m.IsMoved) ? await session.ControlGroupAsync(state, isWhole: false, cancellation) : null;
        // They come in the order of their ids, and so of their VENs.
        return Of(state, stored, meters, EventDrift.Of(meters, now, others), now);
    }

    /// <summary>The same of an event whose figures were made otherwise.</summary>
    public static EventParts Of(EventFigures figures, DateTimeOffset now) =>
        Of(
            figures.Event,
            [.. figures.Participations.Select(StoredPart.Of)],
            figures.Metered.Values.Select(MeterRow.Of),
            figures.Drift(now),
            now
        );

    private static EventParts Of(DrEvent state, List<StoredPart> stored, IEnumerable<MeterRow> meters, EventDrift drift, DateTimeOffset now)
    {
        var byId = meters.ToDictionary(m => m.Id);
        var rows = stored.ConvertAll(p => Of(p, byId.GetValueOrDefault(p.Id), state.IsActive, drift, now));
        return new EventParts(now, state.IsActive, drift, rows);
    }

    private static PartRow Of(StoredPart part, MeterRow? meter, bool isActive, EventDrift drift, DateTimeOffset now)
    {
        var isNotDelivering = part.Status == ParticipationStatus.Shedding && meter?.IsNotDelivering == true;
        var status = isNotDelivering ? ParticipationViews.NotDelivering : part.Status;
        return new PartRow(
            part.Id,
            part.VenId,
            status,
            Lack.Of(status, part.Reason, part.RequestedKw, part.AcceptedKw, isActive && meter?.IsFresh(now) != true),
            part.RequestedKw,
            part.AcceptedKw,
            meter?.LastClaimedKw,
            meter?.Mean is null ? null : ParticipationViews.ShedKw(meter, isActive, drift),
            part.ResponseMs
        );
    }
}

/// <summary>Events' parts while somebody looks at them.</summary>
public sealed class WatchedParts(IDocumentStore store, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan PauseShortest = TimeSpan.FromMilliseconds(300);

    /// <summary>What is over changes seldom.</summary>
    private static readonly TimeSpan PauseOver = TimeSpan.FromSeconds(2);
    private const int PausesPerReading = 5;
    private readonly Watched<EventParts> _watched = new(
        async (eventId, cancellation) =>
        {
            await using var session = store.QuerySession();
            return await EventParts.ReadAsync(session, eventId, clock.GetUtcNow(), cancellation);
        },
        parts => parts.IsActive ? PauseShortest : PauseOver,
        PausesPerReading,
        clock,
        lifetime.ApplicationStopping
    );

    public Task<EventParts> OfAsync(string eventId, CancellationToken cancellation) => _watched.OfAsync(eventId, cancellation);
}
