namespace DrEvents.Backend.Features.Trail;

/// <summary>What refused requests that are counted together have in common.</summary>
/// <param name="Why">Why they were refused, where no status says so.</param>
public sealed record RefusedKind(string? Who, string? Way, string? WhoId, string? From, string? Route, int? Status, string? Why = null);

/// <summary>
/// Counts requests that are not let in, and has them told from time to time: so many kinds one by one, the rest together. However many there are, what is
/// stored of them stays small.
/// </summary>
public sealed class Refusals(TrailWriter writer, IOptions<TrailOptions> options, TimeProvider clock) : BackgroundService
{
    private static readonly RefusedKind Others = new(null, null, null, null, null, null);
    private readonly Lock _gate = new();
    private Dictionary<RefusedKind, Tally> _tallies = [];

    private sealed record Tally(int Count, DateTimeOffset FirstAt, DateTimeOffset At);

    /// <summary>A client of a broker that runs beside the backend was not let in, or not allowed something.</summary>
    /// <param name="clientId">The id that it came with, which proves nothing.</param>
    /// <param name="from">The other end of its connection; null where that is not known.</param>
    /// <param name="what">What it wanted: a kind of packet.</param>
    public void CountClient(string clientId, string? from, string what, string why) =>
        Count(
            new RefusedKind(
                Who: null,
                Way: null,
                RequestOf.Printable(clientId, RequestOf.TextLengthMax),
                from,
                $"MQTT {what}",
                Status: null,
                RequestOf.Printable(why, RequestOf.TextLengthMax)
            )
        );

    public void Count(RefusedKind kind)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var counted = _tallies.ContainsKey(kind) || _tallies.Count < options.Value.RefusedRows ? kind : Others;
            _tallies[counted] = _tallies.TryGetValue(counted, out var tally)
                ? tally with
                {
                    Count = tally.Count + 1,
                    At = now,
                }
                : new Tally(1, now, now);
        }
    }

    /// <summary>What was counted until now is told before the process ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Tell();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.RefusedEverySeconds), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Tell();
    }

    private void Tell()
    {
        Dictionary<RefusedKind, Tally> told;
        lock (_gate)
            (told, _tallies) = (_tallies, []);
        foreach (var (kind, tally) in told)
            writer.Post(
                ActionStream.New(tally.FirstAt),
                new RequestsRefused(
                    kind.Who,
                    kind.Way,
                    kind.WhoId,
                    kind.From,
                    kind.Route,
                    kind.Status,
                    tally.Count,
                    tally.FirstAt,
                    tally.At,
                    kind.Why
                )
            );
    }
}
