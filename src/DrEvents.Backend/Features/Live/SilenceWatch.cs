using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Mqtt.Receivers;

namespace DrEvents.Backend.Features.Live;

/// <summary>Declares VENs offline that sent nothing for three report intervals. It is a timer because silence is no event.</summary>
public sealed class SilenceWatch(
    IDocumentStore store,
    VenDirectory directory,
    Reception reception,
    TimeProvider clock,
    ILogger<SilenceWatch> log
) : RepeatedWork("Looking for silent VENs", TimeSpan.FromSeconds(2), clock, log)
{
    /// <summary>How old the live figures may be; older, silence would be ours and not the VENs'.</summary>
    private static readonly TimeSpan LagMax = TimeSpan.FromSeconds(5);

    private sealed record VenRow(string Id, string VenId, DateTimeOffset? OnlineChangedAt, int ReportIntervalSeconds);

    private sealed record LiveRow(string Id, DateTimeOffset? HeardAt);

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        // Whoever does not hear everybody cannot tell who is silent.
        if (await reception.CompleteSinceAsync(session, cancellation) is not { } connectedAt)
            return;
        var lags = await session.LagsAsync(cancellation);
        if (lags.Find(l => l.Name == LiveProjection.Shard) is not { } lag || lag.Age > LagMax)
            return;
        var now = Clock.GetUtcNow();
        var online = await session.ColumnsAsync<Ven, VenRow, bool>(nameof(Ven.Online), [true], cancellation);
        var heardAt = (await session.ColumnsAsync<VenLive, LiveRow>(cancellation)).ToDictionary(l => l.Id, l => l.HeardAt);
        var silent = online.FindAll(v =>
            new[] { connectedAt, v.OnlineChangedAt, heardAt.GetValueOrDefault(v.VenId) }.Max()
            < now - Silence.After(v.ReportIntervalSeconds)
        );
        if (silent.Count == 0)
            return;
        var offline = (await session.LockAsync<Ven>([.. silent.Select(v => v.Id)], cancellation))
            .Where(v => v.Online && !WasHeardHere(v, now))
            .ToList();
        await StreamAppends.AppendAsync(session, offline.Select(v => (v.Id, (object)Silenced(v, now))), cancellation);
        await session.SaveChangesAsync(cancellation);
        foreach (var ven in offline)
            directory.Forget(ven.VenId);
    }

    private static VenWentOffline Silenced(Ven ven, DateTimeOffset now) =>
        new($"silent for {Silence.IntervalsMax} report intervals of {ven.ReportIntervalSeconds} s", now);

    private bool WasHeardHere(Ven ven, DateTimeOffset now) =>
        directory.HeardAt(ven.VenId) is { } at && now - at <= Silence.After(ven.ReportIntervalSeconds);
}
