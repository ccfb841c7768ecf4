using DrEvents.Backend.Features.Archive;
using Wolverine.Persistence.Durability;

namespace DrEvents.Backend.Features.Gauges;

/// <summary>
/// What the store says of fleet, events and failures, for whoever observes the meter <c>DrEvents.Fleet</c>: the same on every node. It is read only while
/// somebody observes, and by the newest reading, so that no scrape waits for the store.
/// </summary>
public sealed class FleetGauges : RepeatedWork
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>For so long after it was asked, it goes on reading.</summary>
    private static readonly TimeSpan AskedFor = TimeSpan.FromMinutes(2);

    /// <summary>Days that are due are counted over all VENs, so that is done less often.</summary>
    private static readonly TimeSpan ArchiveEvery = TimeSpan.FromMinutes(2);

    private readonly IDocumentStore _store;
    private readonly IMessageStore _messages;
    private readonly Standby _standby;
    private readonly IOptions<ArchiveOptions> _archive;
    private readonly Lock _gate = new();
    private DateTimeOffset? _askedAt;
    private DateTimeOffset? _archiveAt;
    private volatile StoreReading? _newest;

    public FleetGauges(
        IDocumentStore store,
        IMessageStore messages,
        Standby standby,
        IOptions<ArchiveOptions> archive,
        IMeterFactory meters,
        TimeProvider clock,
        ILogger<FleetGauges> log
    )
        : base("Reading figures for who observes", Every, clock, log)
    {
        (_store, _messages, _standby, _archive) = (store, messages, standby, archive);
        var meter = meters.Create("DrEvents.Fleet");
        AddNode(meter);
        AddVens(meter);
        AddEvents(meter);
        AddStore(meter);
    }

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        if (!_standby.Readable.IsCompleted)
            return;
        var now = Clock.GetUtcNow();
        lock (_gate)
        {
            if (_askedAt is null || now - _askedAt > AskedFor)
            {
                _newest = null;
                return;
            }
        }
        var before = _newest;
        try
        {
            await using var session = _store.QuerySession();
            var isArchiveDue = before?.Archive is null || _archiveAt is null || now - _archiveAt >= ArchiveEvery;
            var archive = isArchiveDue ? await ArchiveReading.ReadAsync(session, _archive.Value, now, cancellation) : before!.Archive;
            if (isArchiveDue)
                _archiveAt = now;
            _newest = (await StoreReading.ReadAsync(session, _messages, now, cancellation)) with { Archive = archive };
        }
        catch (Exception e) when (StoreAway.IsCauseOf(e))
        {
            // What was so a while ago is no figure; that the store is away is one.
            _newest = StoreReading.Away;
            Log.LogWarning("The event store is away: {Problem}", e.Message);
        }
    }

    /// <summary>What was read last. Whoever asks for the first time has it read soon.</summary>
    private StoreReading? Asked()
    {
        lock (_gate)
        {
            if (_askedAt is null)
                Wake();
            _askedAt = Clock.GetUtcNow();
        }
        return _newest;
    }

    private void AddNode(Meter meter) =>
        meter.CreateObservableGauge(
            "drevents.node.acting",
            () => _standby.Active.IsCompleted ? 1 : 0,
            "{node}",
            "Whether this node acts: 1, or 0 while it gets ready or stands by"
        );

    private void AddVens(Meter meter)
    {
        Gauge<long>(
            meter,
            "drevents.vens.count",
            "{ven}",
            "VENs that are registered: online or offline",
            r => r.Vens is { } v ? [new(v.Online, Tag("state", "online")), new(v.Offline, Tag("state", "offline"))] : []
        );
        Gauge<long>(
            meter,
            "drevents.vens.disabled",
            "{ven}",
            "VENs that an operator took out",
            r => r.Vens is { } v ? [new(v.Disabled)] : []
        );
        Kw(meter, "drevents.fleet.used_kw", "What the fleet used in the newest five minutes that are whole", r => Of(r.UsedKw));
        Kw(meter, "drevents.fleet.available_kw", "What could be shed in the newest five minutes that are whole", r => Of(r.AvailableKw));
    }

    private void AddEvents(Meter meter)
    {
        Gauge<long>(
            meter,
            "drevents.events.count",
            "{event}",
            "Events by state",
            r => r.EventsByState.Select(s => new Measurement<long>(s.Value, Tag("state", s.Key)))
        );
        PerEvent("drevents.event.requested_kw", "What a running event asks for", e => e.RequestedKw);
        PerEvent("drevents.event.reduction_kw", "currentReductionKw of a running event", e => e.Totals.CurrentReductionKw);
        PerEvent("drevents.event.reduction_error_kw", "One standard error of it", e => e.Totals.CurrentErrorKw);
        PerEvent("drevents.event.claimed_kw", "What the VENs of a running event say that they shed", e => e.Totals.ClaimedReductionKw);
        PerEvent("drevents.event.age", "For how long the event has been running", e => e.AgeS, unit: "s");
        Gauge<long>(
            meter,
            "drevents.event.vens",
            "{ven}",
            "VENs of a running event: told to shed, responding, delivering, notDelivering, refused, silent",
            r => r.Running.SelectMany(VensOf)
        );

        void PerEvent(string name, string description, Func<RunningEvent, double> value, string? unit = null) =>
            Gauge(meter, name, unit, description, r => r.Running.Select(e => new Measurement<double>(value(e), Tag("event", e.Id))));
    }

    private void AddStore(Meter meter)
    {
        Gauge<long>(meter, "drevents.store.up", "{store}", "Whether the event store answers", r => [new(r.IsUp ? 1 : 0)]);
        Gauge<long>(
            meter,
            "drevents.dead_letters.kept",
            "{message}",
            "Messages that could not be read and are kept",
            r => Of(r.DeadLetters)
        );
        Gauge<long>(
            meter,
            "drevents.messages.failed",
            "{message}",
            "Messages between the rooms that failed for good: something that should have followed has not",
            r => Of(r.FailedMessages)
        );
        Gauge<long>(
            meter,
            "drevents.archive.days_due",
            "{day}",
            "Days of VENs that should be closed and are not",
            r => Of(r.Archive?.DaysDue)
        );
        Gauge<long>(meter, "drevents.archive.days", "{day}", "Days of VENs that are closed", r => Of(r.Archive?.Days));
        Gauge<long>(meter, "drevents.archive.size", "By", "What closed days take", r => Of(r.Archive?.Bytes));
    }

    private static IEnumerable<Measurement<long>> VensOf(RunningEvent e)
    {
        (string State, int Vens)[] all =
        [
            ("told", e.Totals.Told),
            ("responding", e.Totals.Responding),
            ("delivering", e.Totals.Delivering),
            ("notDelivering", e.Totals.NotDelivering),
            ("refused", e.Totals.Refused),
            ("silent", e.Totals.Expected),
        ];
        return all.Select(s => new Measurement<long>(s.Vens, Tag("event", e.Id), Tag("state", s.State)));
    }

    private void Kw(Meter meter, string name, string description, Func<StoreReading, IEnumerable<Measurement<double>>> read) =>
        Gauge(meter, name, unit: null, description, read);

    private void Gauge<T>(Meter meter, string name, string? unit, string description, Func<StoreReading, IEnumerable<Measurement<T>>> read)
        where T : struct => meter.CreateObservableGauge(name, () => Asked() is { } newest ? read(newest) : [], unit, description);

    private static IEnumerable<Measurement<T>> Of<T>(T? value)
        where T : struct => value is { } there ? [new(there)] : [];

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
