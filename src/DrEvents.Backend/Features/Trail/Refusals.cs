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
    /// <summary>Requests and clients of a broker take rows of their own, so that a flood of one kind does not hide who the others were.</summary>
    private readonly Tallies _requests = new(new RefusedKind(null, null, null, null, null, null));
    private readonly Tallies _clients = new(new RefusedKind(null, null, null, null, "MQTT", null));

    /// <summary>A client of a broker that runs beside the backend was not let in, or not allowed something.</summary>
    /// <param name="clientId">The id that it came with, which proves nothing.</param>
    /// <param name="from">The other end of its connection; null where that is not known.</param>
    /// <param name="what">What it wanted: a kind of packet.</param>
    public void CountClient(string clientId, string? from, string what, string why) =>
        _clients.Count(
            new RefusedKind(
                Who: null,
                Way: null,
                RequestOf.Printable(clientId, RequestOf.TextLengthMax),
                from,
                $"MQTT {what}",
                Status: null,
                RequestOf.Printable(why, RequestOf.TextLengthMax)
            ),
            clock.GetUtcNow(),
            options.Value.RefusedRows
        );

    /// <summary>A request was not let in.</summary>
    public void CountRequest(RefusedKind kind) => _requests.Count(kind, clock.GetUtcNow(), options.Value.RefusedRows);

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
        foreach (var (kind, tally) in (IEnumerable<KeyValuePair<RefusedKind, Tally>>)[.. _requests.Take(), .. _clients.Take()])
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

    private sealed record Tally(int Count, DateTimeOffset FirstAt, DateTimeOffset At);

    /// <summary>What was counted since it was last told.</summary>
    /// <param name="rest">What all are counted as for which there is no row.</param>
    private sealed class Tallies(RefusedKind rest)
    {
        private readonly Lock _gate = new();
        private Dictionary<RefusedKind, Tally> _counted = [];

        /// <param name="rows">So many kinds have a row of their own.</param>
        public void Count(RefusedKind kind, DateTimeOffset now, int rows)
        {
            lock (_gate)
            {
                var row = _counted.ContainsKey(kind) || _counted.Count < rows ? kind : rest;
                _counted[row] = _counted.TryGetValue(row, out var tally)
                    ? tally with
                    {
                        Count = tally.Count + 1,
                        At = now,
                    }
                    : new Tally(1, now, now);
            }
        }

        public Dictionary<RefusedKind, Tally> Take()
        {
            lock (_gate)
            {
                var taken = _counted;
                _counted = [];
                return taken;
            }
        }
    }
}
