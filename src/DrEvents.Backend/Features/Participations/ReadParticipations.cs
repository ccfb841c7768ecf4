namespace DrEvents.Backend.Features.Participations;

/// <summary>A stream of a VEN's, and the DR event that it is of; null for a direct command.</summary>
public sealed record PartOfVen(string Id, string? EventId);

/// <summary>What other rooms ask of participations.</summary>
public static class ReadParticipations
{
    private sealed record Row(string VenId);

    public static async Task<List<string>> ParticipantsAsync(this IQuerySession session, string eventId, CancellationToken cancellation) =>
        (await session.PartsAsync<Row>([eventId], cancellation)).ConvertAll(r => r.VenId);

    /// <summary>Columns of all participations in these events.</summary>
    public static Task<List<TRow>> PartsAsync<TRow>(this IQuerySession session, string[] eventIds, CancellationToken cancellation) =>
        session.ColumnsAsync<Participation, TRow, string>(nameof(Participation.EventId), eventIds, cancellation);

    /// <summary>Columns of these VENs' participations that began since then, in events and by direct commands.</summary>
    public static Task<List<TRow>> PartsSinceAsync<TRow>(
        this IQuerySession session,
        string[] venIds,
        DateTimeOffset since,
        CancellationToken cancellation
    ) =>
        session.ColumnsSinceAsync<Participation, TRow, string>(
            nameof(Participation.VenId),
            venIds,
            nameof(Participation.BeganAt),
            since,
            cancellation
        );

    /// <summary>All participations of a VEN, in events and by direct commands.</summary>
    public static Task<List<PartOfVen>> PartsOfVenAsync(this IQuerySession session, string venId, CancellationToken cancellation) =>
        session.ColumnsAsync<Participation, PartOfVen, string>(nameof(Participation.VenId), [venId], cancellation);

    /// <summary>The streams in which events hold these VENs, are announced to them, or have displaced them.</summary>
    public static Task<IReadOnlyList<string>> UnsettledAsync(this IQuerySession session, string[] venIds, CancellationToken cancellation) =>
        session
            .Query<Participation>()
            .Where(p =>
                p.VenId.IsOneOf(venIds)
                && p.EventId != null
                && p.Status.IsOneOf(
                    ParticipationStatus.Announced,
                    ParticipationStatus.Pending,
                    ParticipationStatus.Shedding,
                    ParticipationStatus.Displaced
                )
            )
            .Select(p => p.Id)
            .ToListAsync(cancellation);
}
