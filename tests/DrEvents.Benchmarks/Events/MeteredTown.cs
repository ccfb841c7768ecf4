using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Benchmarks.Store;
using DrEvents.Contracts.Mqtt;
using Marten;

namespace DrEvents.Benchmarks.Events;

/// <summary>VENs in an event that runs, held at its request, and the same in one that ended an hour and a half ago, as the projections store them.</summary>
internal sealed class MeteredTown(StoreBed bed, int vens)
{
    private const double ShareKw = 2;
    private const int ReportS = 10;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private readonly Random _random = new(20261128);

    public async Task StoreAsync(string runningId, string overId, CancellationToken cancellation)
    {
        await using var session = bed.Store.LightweightSession();
        Store(session, runningId, _now.AddMinutes(-10), _now.AddHours(1));
        Store(session, overId, _now.AddMinutes(-120), _now.AddMinutes(-90));
        session.BeginAt(bed.Store.Options.AsyncShards(), sequence: 0);
        await session.SaveChangesAsync(cancellation);
        await bed.ExecuteAsync("vacuum analyze", cancellation);
    }

    private void Store(IDocumentSession session, string eventId, DateTimeOffset start, DateTimeOffset end)
    {
        var plan = new AllocationPlan([], [], 0);
        object[] events =
        [
            new EventScheduled(start, end, vens * ShareKw, 100, AllocationMethods.Weighted, null, 0, start, Control: ControlModes.Closed),
            new EventActivated(plan, 0, start),
        ];
        var state = events.Aggregate((DrEvent?)null, (s, e) => DrEvent.Fold(s, eventId, e))!;
        session.Store(state with { Status = end < _now ? EventStatus.Completed : EventStatus.Active, DecidedAt = null, ToldAt = null });
        var (fold, parts) = (new LiveFold(), new List<Participation>());
        for (var n = 0; n < vens; n++)
            parts.Add(Add(fold, eventId, $"ven-{n:00000}", start, end));
        session.StoreAll(parts, p => p.Id);
        session.StoreAll(fold.Metered.Values, m => m.Id);
    }

    private Participation Add(LiveFold fold, string eventId, string venId, DateTimeOffset start, DateTimeOffset end)
    {
        var stream = Participation.StreamOf(eventId, venId);
        var id = Guid.NewGuid().ToString("N");
        object[] events =
        [
            new CommandDispatched(id, CommandOps.ShedPanel, 1, ShareKw, end, end, "start", null, start),
            new AckReceived(
                id,
                CommandOps.ShedPanel,
                true,
                AckStandings.First,
                ShareKw,
                ShareKw,
                null,
                null,
                null,
                null,
                150,
                start,
                start
            ),
        ];
        foreach (var e in events)
            fold.Apply(stream, e);
        double[] before = [.. Enumerable.Range(0, 10).Select(_ => 5 + _random.NextDouble())];
        fold.Apply(
            BaselineSealed.StreamOf(eventId),
            new BaselineSealed(venId, Seal.Method, before.Average(), Verified: true, null, start, start, [], before, "", start)
        );
        var to = end < _now ? end + ReturnSums.Watched : _now;
        for (var at = start.AddSeconds(ReportS); at <= to && at <= _now; at = at.AddSeconds(ReportS))
            fold.Apply(TelemetryStreams.Of(venId, at), Sample(venId, at, isShed: at < end));
        return events.Aggregate((Participation?)null, (s, e) => Participation.Fold(s, stream, e))!;
    }

    private TelemetrySampled Sample(string venId, DateTimeOffset at, bool isShed)
    {
        var expectedKw = 5 + _random.NextDouble();
        var usedKw = isShed ? expectedKw - ShareKw : expectedKw;
        var sample = new TelemetrySample
        {
            VenId = venId,
            At = at,
            UsedPowerKw = usedKw,
            ShedPowerKw = isShed ? ShareKw : 0,
            PromisedReductionKw = isShed ? ShareKw : null,
            BaselinePowerKw = expectedKw,
            BaselineMethod = BaselineMethods.Counterfactual,
            BaselineErrorKw = 0.2,
            Loads = [new LoadReading("ev", null, null, null, usedKw, 1, null, null)],
        };
        return TelemetrySampled.From(sample, newestBefore: null, at);
    }
}
