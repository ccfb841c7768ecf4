using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Benchmarks.Store;
using DrEvents.Contracts.Mqtt;
using Marten;

namespace DrEvents.Benchmarks.Results;

/// <summary>VENs in an event of an hour that is over, with weeks of five minutes before it, as the projections store them.</summary>
internal sealed class MeasuredTown(StoreBed bed, int vens)
{
    private const double ShareKw = 2;
    private const int Days = 21;
    private const int VensAtOnce = 100;
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    // A Wednesday: ten working days lie within fourteen days before it.
    private readonly DateTimeOffset _start = new(2026, 11, 18, 17, 0, 0, TimeSpan.Zero);
    private readonly Random _random = new(20261129);

    /// <summary>Five minutes that are stored.</summary>
    public long Intervals { get; private set; }

    /// <summary>Events of the same hour and VENs, each of which is measured once.</summary>
    public async Task StoreAsync(IReadOnlyList<string> eventIds, CancellationToken cancellation)
    {
        await using (var session = bed.Store.LightweightSession())
        {
            foreach (var eventId in eventIds)
                Store(session, eventId);
            session.Store(new LivePage(LivePage.TheOne, "beginning", 0));
            session.BeginAt(bed.Store.Options.AsyncShards(), sequence: 0);
            await session.SaveChangesAsync(cancellation);
        }
        foreach (var page in Enumerable.Range(0, vens).Chunk(VensAtOnce))
        {
            VenInterval[] intervals = [.. page.SelectMany(Use)];
            Intervals += intervals.Length;
            await bed.Store.BulkInsertAsync(intervals, cancellation: cancellation);
        }
        await bed.ExecuteAsync("vacuum analyze", cancellation);
    }

    private void Store(IDocumentSession session, string eventId)
    {
        var end = _start.AddHours(1);
        object[] events =
        [
            new EventScheduled(_start, end, vens * ShareKw, 100, AllocationMethods.Weighted, null, 0, _start, Control: ControlModes.Open),
            new EventActivated(new AllocationPlan([], [], 0), 0, _start),
            new EventCompleted(end),
        ];
        session.Store(events.Aggregate((DrEvent?)null, (s, e) => DrEvent.Fold(s, eventId, e))!);
        session.StoreAll([.. Enumerable.Range(0, vens).Select(n => Part(eventId, VenId(n), end))], p => p.Id);
    }

    private static string VenId(int n) => $"ven-{n:00000}";

    private Participation Part(string eventId, string venId, DateTimeOffset end)
    {
        var told = new CommandDispatched("c-" + venId, CommandOps.ShedPanel, 1, ShareKw, end, end, "start", null, _start);
        return Participation.Fold(null, Participation.StreamOf(eventId, venId), told)!;
    }

    /// <summary>Whole days, as of meters that never sleep.</summary>
    private IEnumerable<VenInterval> Use(int ven)
    {
        for (var at = _start.Date.AddDays(-Days); at < _start.AddHours(3); at += Slot)
        {
            var start = new DateTimeOffset(at, TimeSpan.Zero);
            var isShed = start >= _start && start < _start.AddHours(1);
            var kw = 4 + _random.NextDouble() - (isShed ? ShareKw : 0);
            yield return VenInterval.Of(VenId(ven), start) with
            {
                Samples = 30,
                MeasuredS = Slot.TotalSeconds,
                UsedSumKw = kw * Slot.TotalSeconds,
                LastAt = start + Slot - TimeSpan.FromSeconds(1),
            };
        }
    }
}
