using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Live;
using DrEvents.Contracts.Mqtt;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>What an event's VENs come to, all together. Powers in kW.</summary>
/// <param name="Targeted">VENs that have a part in the event.</param>
/// <param name="Told">Those that were told to shed.</param>
/// <param name="Responding">Those that answered that they shed.</param>
/// <param name="AvgResponseMs">How long these took, on average; null when none answered.</param>
/// <param name="Refused">Those that were told and refused, or were taken out by their owners.</param>
/// <param name="Unverified">Those that were told and have no sealed baseline.</param>
/// <param name="Fresh">Those whose newest sample counts now.</param>
/// <param name="CurrentReductionKw">Sum over the fresh ones.</param>
/// <param name="ClaimedReductionKw">What the fresh ones claim.</param>
/// <param name="MeanReductionKw">Sum of the means over the VENs' parts.</param>
public sealed record EventTotals(
    int Targeted,
    int Told,
    int Responding,
    double? AvgResponseMs,
    int Refused,
    int Unverified,
    int Fresh,
    double CurrentReductionKw,
    double ClaimedReductionKw,
    double MeanReductionKw
)
{
    /// <summary>The totals of an event in which nobody has a part.</summary>
    public static readonly EventTotals None = new(0, 0, 0, null, 0, 0, 0, 0, 0, 0);

    /// <summary>Adds up single figures, in the order of the VENs' ids, so that the same inputs give the same digits.</summary>
    public static EventTotals Of(
        IReadOnlyList<Participation> parts,
        IReadOnlyDictionary<string, MeteredParticipation> metered,
        DateTimeOffset now
    )
    {
        var told = parts.Where(p => p.WasToldToShed).ToList();
        var meters = metered.Values.OrderBy(m => m.VenId, StringComparer.Ordinal).ToList();
        var fresh = meters.Where(m => m.IsFresh(now)).ToList();
        var responses = told.Where(p => p.ResponseMs is not null).Select(p => p.ResponseMs!.Value).ToList();
        return new EventTotals(
            Targeted: parts.Count,
            Told: told.Count,
            Responding: responses.Count,
            AvgResponseMs: responses.Count == 0 ? null : responses.Average(),
            Refused: told.Count(p => p.Status is ParticipationStatus.Refused or ParticipationStatus.OptedOut),
            Unverified: told.Count(p => metered.GetValueOrDefault(p.Id)?.IsVerified is not true),
            Fresh: fresh.Count,
            CurrentReductionKw: fresh.Sum(m => m.CurrentReductionKw),
            ClaimedReductionKw: fresh.Sum(m => m.LastClaimedKw ?? 0),
            MeanReductionKw: meters.Sum(m => m.MeanReductionKw ?? 0)
        );
    }

    /// <summary>The same from the read models of these events, added up where they are stored.</summary>
    public static async Task<Dictionary<string, EventTotals>> ReadAsync(
        IQuerySession session,
        string[] eventIds,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var types = session.DocumentStore.Options;
        var parts = types.FindOrResolveDocumentType(typeof(Participation)).TableName.QualifiedName;
        var meters = types.FindOrResolveDocumentType(typeof(MeteredParticipation)).TableName.QualifiedName;
        const string Fresh = "filter (where $2 < m.until and $2 <= m.silent_after)";
        await using var command = new NpgsqlCommand(
            $"""
            select p.event_id,
                count(*)::int,
                count(*) filter (where p.was_told_to_shed)::int,
                count(p.response_ms) filter (where p.was_told_to_shed)::int,
                avg(p.response_ms) filter (where p.was_told_to_shed),
                count(*) filter (where p.was_told_to_shed
                    and p.status in ('{ParticipationStatus.Refused}', '{ParticipationStatus.OptedOut}'))::int,
                count(*) filter (where p.was_told_to_shed and m.is_verified is not true)::int,
                count(*) {Fresh}::int,
                coalesce(sum(m.current_reduction_kw) {Fresh}, 0),
                coalesce(sum(m.last_claimed_kw) {Fresh}, 0),
                coalesce(sum(m.mean_reduction_kw), 0)
            from {parts} p left join {meters} m on m.id = p.id
            where p.event_id = any($1)
            group by p.event_id
            """
        )
        {
            Parameters =
            {
                new() { Value = eventIds },
                new() { Value = now.ToUniversalTime() },
            },
        };
        var totals = new Dictionary<string, EventTotals>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            totals.Add(
                reader.GetString(0),
                new EventTotals(
                    Targeted: reader.GetInt32(1),
                    Told: reader.GetInt32(2),
                    Responding: reader.GetInt32(3),
                    AvgResponseMs: await reader.IsDBNullAsync(4, cancellation) ? null : reader.GetDouble(4),
                    Refused: reader.GetInt32(5),
                    Unverified: reader.GetInt32(6),
                    Fresh: reader.GetInt32(7),
                    CurrentReductionKw: reader.GetDouble(8),
                    ClaimedReductionKw: reader.GetDouble(9),
                    MeanReductionKw: reader.GetDouble(10)
                )
            );
        }
        return totals;
    }
}
