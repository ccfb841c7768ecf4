using System.Collections.Frozen;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Tables;

/// <summary>A VEN, as far as a table needs it. Powers in kW.</summary>
/// <param name="Part">Its part in the running event that holds it; null while none does.</param>
public sealed record FleetRow(VenRow Ven, LiveRow? Live, HeldRow? Part, string? Trouble)
{
    public string Status =>
        !Ven.Enabled ? VenTroubles.Disabled
        : Ven.Online ? VenTroubles.Online
        : VenTroubles.Offline;
}

public sealed record VenRow(string VenId, string Name, string[] Groups, bool Enabled, bool Online)
{
    public string DisplayName => Name.Length > 0 ? Name : VenId;

    public static VenRow Of(Ven ven) => new(ven.VenId, ven.Name, [.. ven.Groups], ven.Enabled, ven.Online);
}

public sealed record LiveRow(string Id, double? AvailableKw, double UsedPowerKw, DateTimeOffset? HeardAt);

/// <summary>A VEN's part in a running event.</summary>
public sealed record HeldRow(string Id, string VenId, string EventId, string Status, DateTimeOffset? BeganAt)
{
    public bool IsHeld => Status is ParticipationStatus.Pending or ParticipationStatus.Shedding;
}

/// <summary>The fleet at one moment, by VEN id.</summary>
public sealed record FleetRows(DateTimeOffset AsOf, IReadOnlyList<FleetRow> Rows, IReadOnlyDictionary<string, FleetRow> ById)
{
    private sealed record MeteredRow(string Id, bool IsNotDelivering);

    public static async Task<FleetRows> ReadAsync(IQuerySession session, DateTimeOffset now, CancellationToken cancellation)
    {
        var vens = await session.FieldsAsync<Ven, VenRow, bool>(nameof(Ven.Removed), [false], cancellation);
        var live = (await session.ColumnsAsync<VenLive, LiveRow>(cancellation)).ToDictionary(l => l.Id);
        var active = await session.EventIdsAsync(e => e.Status == EventStatus.Active, cancellation);
        string[] ids = [.. active];
        var parts = ids.Length == 0 ? [] : await session.PartsAsync<HeldRow>(ids, cancellation);
        var meters =
            ids.Length == 0
                ? []
                : await session.ColumnsAsync<MeteredParticipation, MeteredRow, string>(
                    nameof(MeteredParticipation.EventId),
                    ids,
                    cancellation
                );
        var denied = meters.Where(m => m.IsNotDelivering).Select(m => m.Id).ToHashSet();
        var byVen = parts.ToLookup(p => p.VenId);
        List<FleetRow> rows =
        [
            .. vens.OrderBy(v => v.VenId, StringComparer.Ordinal)
                .Select(v =>
                {
                    var heard = live.GetValueOrDefault(v.VenId);
                    var trouble = VenTroubles.Of(v, heard?.HeardAt, [.. byVen[v.VenId]], denied, now);
                    return new FleetRow(v, heard, byVen[v.VenId].FirstOrDefault(p => p.IsHeld), trouble);
                }),
        ];
        return new FleetRows(now, rows, rows.ToFrozenDictionary(r => r.Ven.VenId));
    }
}

/// <summary>What is wrong with a VEN, the worst of it.</summary>
public static class VenTroubles
{
    public const string Online = "online";
    public const string Offline = "offline";
    public const string Disabled = "disabled";
    public const string Refused = "refused";
    public const string NoAnswer = "noAnswer";
    public const string NeverHeard = "neverHeard";
    public static readonly IReadOnlyList<string> Statuses = [Online, Offline, Disabled];
    public static readonly IReadOnlyList<string> All = [ParticipationViews.NotDelivering, Refused, NoAnswer, Offline, NeverHeard];
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(60);

    /// <param name="parts">Its parts in running events.</param>
    /// <param name="denied">Parts of which the meter denies what was promised.</param>
    public static string? Of(
        VenRow ven,
        DateTimeOffset? heardAt,
        IReadOnlyList<HeldRow> parts,
        IReadOnlySet<string> denied,
        DateTimeOffset now
    ) =>
        parts.Any(p => p.Status == ParticipationStatus.Shedding && denied.Contains(p.Id)) ? ParticipationViews.NotDelivering
        : parts.Any(p => p.Status == ParticipationStatus.Refused) ? Refused
        : parts.Any(p => p.Status == ParticipationStatus.Pending && p.BeganAt + AnsweredWithin < now) ? NoAnswer
        // Nobody waits for one that is disabled.
        : !ven.Enabled ? null
        : heardAt is null && !ven.Online ? NeverHeard
        : !ven.Online ? Offline
        : null;
}

/// <summary>The fleet while somebody looks at it.</summary>
public sealed class WatchedFleet(IDocumentStore store, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan PauseShortest = TimeSpan.FromMilliseconds(500);
    private const int PausesPerReading = 10;
    private readonly Watched<FleetRows> _watched = new(
        async (_, cancellation) =>
        {
            await using var session = store.QuerySession();
            return await FleetRows.ReadAsync(session, clock.GetUtcNow(), cancellation);
        },
        _ => PauseShortest,
        PausesPerReading,
        clock,
        lifetime.ApplicationStopping
    );

    public Task<FleetRows> NowAsync(CancellationToken cancellation) => _watched.OfAsync("", cancellation);
}
