using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// What a plan needs to know of a VEN. It is read at the very start of an event, of all VENs at once, so it is one row of columns a VEN and
/// not its documents.
/// </summary>
/// <param name="VenId">The VEN.</param>
/// <param name="Enabled">Whether events may ask it.</param>
/// <param name="Online">Whether it is heard.</param>
/// <param name="TakesAnnouncements">See <see cref="Ven.TakesAnnouncements"/>.</param>
/// <param name="AvailableKw">See <see cref="VenLive.AvailableKw"/>.</param>
/// <param name="ShedPowerKw">See <see cref="VenLive.ShedPowerKw"/>.</param>
public sealed record FleetMember(string VenId, bool Enabled, bool Online, bool TakesAnnouncements, double? AvailableKw, double? ShedPowerKw)
{
    /// <summary>The VENs that targets name, by their ids; those that are enabled, where a group or nothing names them.</summary>
    public static async Task<List<FleetMember>> ReadAsync(IQuerySession session, EventTargets? targets, CancellationToken cancellation)
    {
        var venIds = targets?.VenIds ?? [];
        var groups = targets?.Groups ?? [];
        var types = session.DocumentStore.Options;
        var vens = types.FindOrResolveDocumentType(typeof(Ven)).TableName.QualifiedName;
        var live = types.FindOrResolveDocumentType(typeof(VenLive)).TableName.QualifiedName;
        await using var command = new NpgsqlCommand(
            $"""
            select v.ven_id, v.enabled, v.online, coalesce(v.data->'capabilities' ? $4, false), l.available_kw, l.shed_power_kw
            from {vens} v left join {live} l on l.id = v.ven_id
            where not v.removed and (v.ven_id = any($1) or v.enabled and ($3 or v.data->'groups' ?| $2))
            order by v.ven_id collate "C"
            """
        )
        {
            Parameters =
            {
                new() { Value = venIds.ToArray() },
                new() { Value = groups.ToArray() },
                new() { Value = venIds.Count == 0 && groups.Count == 0 },
                new() { Value = VenCapabilities.Announcements },
            },
        };
        var members = new List<FleetMember>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            members.Add(
                new FleetMember(
                    reader.GetString(0),
                    reader.GetBoolean(1),
                    reader.GetBoolean(2),
                    reader.GetBoolean(3),
                    await reader.IsDBNullAsync(4, cancellation) ? null : reader.GetDouble(4),
                    await reader.IsDBNullAsync(5, cancellation) ? null : reader.GetDouble(5)
                )
            );
        }
        return members;
    }
}
