using DrEvents.Backend.Features.Ingest.Receivers;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Vens;

/// <summary>Declares VENs offline that are said to be online but sent nothing for three report intervals.</summary>
public sealed class SilenceWatch(
    IDocumentStore store,
    VenDirectory directory,
    Reception reception,
    TimeProvider clock,
    ILogger<SilenceWatch> log
) : RepeatedWork("Looking for silent VENs", Interval, clock, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Stored events that the live figures may be behind; further behind, silence would be ours and not the VENs'.</summary>
    private const long LagMax = 5_000;

    /// <inheritdoc />
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        // Whoever does not hear everybody cannot tell who is silent.
        if (await reception.CompleteSinceAsync(session, cancellation) is not { } connectedAt)
            return;
        var silent = await SilentAsync(session, connectedAt, cancellation);
        if (silent.Count == 0)
            return;
        var now = Clock.GetUtcNow();
        var offline = (await session.LockAsync<Ven>(silent, cancellation)).Where(v => v.Online && !WasHeardHere(v, now)).ToList();
        var appends = new StreamAppends();
        foreach (var ven in offline)
            appends.Add(
                ven.Id,
                new VenWentOffline($"silent for {Silence.IntervalsMax} report intervals of {ven.ReportIntervalSeconds} s", now)
            );
        await appends.AppendToAsync(session, cancellation);
        await session.SaveChangesAsync(cancellation);
        foreach (var ven in offline)
            directory.Forget(ven.VenId);
    }

    /// <summary>Heard by this node, though the live figures do not show it yet.</summary>
    private bool WasHeardHere(Ven ven, DateTimeOffset now) =>
        directory.HeardAt(ven.VenId) is { } at && now - at <= Silence.After(ven.ReportIntervalSeconds);

    private async Task<List<string>> SilentAsync(IDocumentSession session, DateTimeOffset connectedAt, CancellationToken cancellation)
    {
        var types = session.DocumentStore.Options;
        var vens = types.FindOrResolveDocumentType(typeof(Ven)).TableName.QualifiedName;
        var live = types.FindOrResolveDocumentType(typeof(VenLive)).TableName.QualifiedName;
        await using var command = new NpgsqlCommand(
            $"""
            select v.id from {vens} v left join {live} l on l.id = v.ven_id
            where v.online
              and greatest(l.heard_at, v.online_changed_at, $3)
                  < $1 - make_interval(secs => {Silence.IntervalsMax} * v.report_interval_seconds)
              and (select coalesce(max(last_seq_id) filter (where name = 'HighWaterMark'), 0)
                        - coalesce(max(last_seq_id) filter (where name like 'Live:%'), 0)
                   from {EventStore.Schema}.mt_event_progression) <= $2
            order by v.id
            """
        )
        {
            Parameters =
            {
                new() { Value = Clock.GetUtcNow() },
                new() { Value = LagMax },
                new() { Value = connectedAt },
            },
        };
        var ids = new List<string>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetString(0));
        return ids;
    }
}
