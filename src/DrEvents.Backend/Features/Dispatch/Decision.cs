using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>An event as it was when something was decided on it, with what its plan says of each VEN.</summary>
/// <param name="Event">The event.</param>
/// <param name="SharesKw">Who is asked for how much, by VEN id.</param>
/// <param name="Skips">Who is asked for nothing, and why, by VEN id.</param>
public sealed record Decision(DrEvent Event, IReadOnlyDictionary<string, double> SharesKw, IReadOnlyDictionary<string, string> Skips)
{
    /// <summary>Held by whoever decides what VENs are told, so that two events never decide on one VEN at once.</summary>
    private const string Deciding = "dispatch/deciding";

    /// <summary>VENs that the plan speaks of.</summary>
    public IEnumerable<string> VenIds => SharesKw.Keys.Concat(Skips.Keys);

    /// <summary>Of an event, with its plan; null where nothing is decided yet.</summary>
    public static Decision Of(DrEvent current, EventPlan? plan) =>
        new(
            current,
            plan?.Decided.Shares.ToDictionary(s => s.VenId, s => s.Kw) ?? [],
            plan?.Decided.Skipped.ToDictionary(s => s.VenId, s => s.Reason) ?? []
        );

    /// <summary>The newest plan of an event.</summary>
    public static async Task<Decision> ReadAsync(IQuerySession session, DrEvent current, CancellationToken cancellation) =>
        Of(current, await session.LoadAsync<EventPlan>(current.Id, cancellation));

    /// <summary>
    /// Waits until nobody else decides, locks the event to the end of the transaction, and says whether it is still as it was: changed or
    /// ended meanwhile, it has another step that is due by itself.
    /// </summary>
    public static async Task<bool> HoldAsync(IDocumentSession session, DrEvent current, CancellationToken cancellation)
    {
        await session.HoldAsync(Deciding, cancellation);
        var table = session.DocumentStore.Options.FindOrResolveDocumentType(typeof(DrEvent)).TableName.QualifiedName;
        await using var command = new NpgsqlCommand(
            $"""
            select status = $2 and revision = $3 and announced_at is not distinct from $4
            from {table} where id = $1 for update
            """
        )
        {
            Parameters =
            {
                new() { Value = current.Id },
                new() { Value = current.Status },
                new() { Value = current.Revision },
                new NpgsqlParameter<DateTimeOffset?> { TypedValue = current.AnnouncedAt?.ToUniversalTime() },
            },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation) && reader.GetBoolean(0);
    }
}
