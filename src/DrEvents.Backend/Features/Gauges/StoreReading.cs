using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Features.Webhooks;
using Wolverine.Persistence.Durability;

namespace DrEvents.Backend.Features.Gauges;

public sealed record VenCounts(int Online, int Offline, int Disabled);

/// <summary>A running event with its totals.</summary>
/// <param name="AgeS">Seconds since it began.</param>
public sealed record RunningEvent(string Id, double RequestedKw, double AgeS, EventTotals Totals);

/// <summary>What the store says at one moment.</summary>
public sealed record StoreReading
{
    /// <summary>More events at a time are not shown one by one: each is a series.</summary>
    private const int RunningMax = 50;

    public static readonly StoreReading Away = new();

    private static readonly TimeSpan WebhooksWithin = TimeSpan.FromHours(1);

    private static readonly string[] States = [EventStatus.Scheduled, EventStatus.Active, EventStatus.Completed, EventStatus.Cancelled];

    public bool IsUp { get; init; }
    public VenCounts? Vens { get; init; }
    public double? UsedKw { get; init; }
    public double? AvailableKw { get; init; }
    public IReadOnlyDictionary<string, int> EventsByState { get; init; } = new Dictionary<string, int>();
    public IReadOnlyList<RunningEvent> Running { get; init; } = [];
    public long? DeadLetters { get; init; }
    public long? FailedMessages { get; init; }

    /// <summary>Deliveries to webhooks that were given up within <see cref="WebhooksWithin"/>.</summary>
    public long? WebhooksDied { get; init; }
    public ArchiveReading? Archive { get; init; }

    public static async Task<StoreReading> ReadAsync(
        IQuerySession session,
        IMessageStore messages,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var byState = new Dictionary<string, int>();
        foreach (var state in States)
            byState.Add(state, await session.Query<DrEvent>().CountAsync(e => e.Status == state, cancellation));
        var active = await session
            .Query<DrEvent>()
            .Where(e => e.Status == EventStatus.Active)
            .OrderBy(e => e.Id)
            .Take(RunningMax)
            .ToListAsync(cancellation);
        var totals = await EventTotals.ReadAsync(session, [.. active.Select(e => e.Id)], now, cancellation);
        var wholeSince = now - Interval.Length - Interval.Length;
        var interval = await session
            .Query<FleetInterval>()
            .Where(i => i.Start <= wholeSince)
            .OrderByDescending(i => i.Start)
            .FirstOrDefaultAsync(cancellation);
        return new StoreReading
        {
            IsUp = true,
            Vens = await VensAsync(session, cancellation),
            UsedKw = interval?.UsedKw,
            AvailableKw = interval?.AvailableKw,
            EventsByState = byState,
            Running =
            [
                .. active.Select(e => new RunningEvent(
                    e.Id,
                    e.RequestedReductionKw,
                    (now - (e.ActivatedAt ?? now)).TotalSeconds,
                    totals.GetValueOrDefault(e.Id, EventTotals.None)
                )),
            ],
            DeadLetters = await session.Query<DeadLetter>().LongCountAsync(cancellation),
            WebhooksDied = await Telling.DiedSinceAsync(session, now - WebhooksWithin, cancellation),
            FailedMessages = (await messages.Admin.FetchCountsAsync()).DeadLetter,
        };
    }

    private static async Task<VenCounts> VensAsync(IQuerySession session, CancellationToken cancellation)
    {
        var vens = session.Query<Ven>().Where(v => !v.Removed);
        var all = await vens.CountAsync(cancellation);
        var online = await vens.CountAsync(v => v.Online, cancellation);
        return new(online, all - online, await vens.CountAsync(v => !v.Enabled, cancellation));
    }
}

/// <summary>How the archive of closed days stands.</summary>
public sealed record ArchiveReading(long DaysDue, long Days, long Bytes)
{
    public static async Task<ArchiveReading> ReadAsync(
        IQuerySession session,
        ArchiveOptions options,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var due = DayKeeper.FirstOpen(now, options) is { } firstOpen
            ? await session.CountDueStreamsAsync(TelemetryDays.Name(firstOpen), now - DayKeeper.Quiet, now, cancellation)
            : 0;
        var totals = await ClosedTotals.ReadAsync(session, now, cancellation);
        return new(due, totals.VenDays, totals.Bytes);
    }
}
