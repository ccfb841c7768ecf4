using System.Collections.Concurrent;
using System.Collections.Frozen;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Forecasts;

namespace DrEvents.Backend.Features.Records;

/// <summary>What part of what they promise VENs deliver, by their own past events. Each event is read once, and again only where something of it has changed.</summary>
public sealed class VenRecords(TimeProvider clock)
{
    /// <summary>The newest so many events count, and none that is older than that.</summary>
    private const int EventsMax = 20;
    private static readonly TimeSpan Recent = TimeSpan.FromDays(90);

    /// <summary>What comes late, and what a rebuild makes anew, is in after that.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    /// <summary>They delivered nothing of what they were asked for.</summary>
    private static readonly string[] Nothing = [ParticipationStatus.Refused, ParticipationStatus.OptedOut];

    /// <summary>Less is within the noise of a meter, kW.</summary>
    private const double PromisedKwMin = 0.1;

    /// <summary>A plan waits so long for the first answer, and else goes without: commands are not late for it.</summary>
    private static readonly TimeSpan PlanWaits = TimeSpan.FromSeconds(1);

    private sealed record Read(string Events, DateTimeOffset At, IReadOnlyDictionary<string, VenRecord> Records);

    /// <summary>What the VENs of an event delivered, as it was read then.</summary>
    /// <param name="Figures">What was kept of the event before that: while it is, no part of it has changed. Null where nothing was.</param>
    private sealed record EventRead(string? Figures, DateTimeOffset At, IReadOnlyList<(string VenId, double Part)> Parts);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, EventRead> _events = new();
    private volatile Read? _read;
    private Task _refresh = Task.CompletedTask;

    /// <summary>Those of all VENs that were ever asked, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, VenRecord>> AllAsync(IQuerySession session, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var since = now - Recent;
        var events = await session
            .Query<DrEvent>()
            .Where(e =>
                (e.Status == EventStatus.Completed || e.Status == EventStatus.Cancelled) && e.ActivatedAt != null && e.EndTime > since
            )
            .OrderByDescending(e => e.StartTime)
            .Take(EventsMax)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        var names = string.Join(',', events);
        if (_read is { } read && read.Events == names && now - read.At < KeptFor)
            return read.Records;
        // Read before the parts: what changes these meanwhile is seen the next time.
        var figures = (await session.LoadManyAsync<KeptFigures>(cancellation, events)).ToDictionary(
            k => k.Id,
            k => k.Totals?.ToJsonString()
        );
        var records = new Dictionary<string, (double Parts, long Times)>();
        foreach (var eventId in events)
        {
            var kept = figures.GetValueOrDefault(eventId);
            if (!_events.TryGetValue(eventId, out var known) || known.Figures != kept || (kept is null && now - known.At >= KeptFor))
                _events[eventId] = known = new EventRead(kept, now, await PartsAsync(session, eventId, cancellation));
            foreach (var (venId, part) in known.Parts)
            {
                var (sum, times) = records.GetValueOrDefault(venId);
                records[venId] = (sum + part, times + 1);
            }
        }
        foreach (var gone in _events.Keys.Except(events))
            _events.TryRemove(gone, out _);
        var all = records.ToDictionary(r => r.Key, r => new VenRecord(DeliveryRecord.Of(r.Value.Parts, r.Value.Times), r.Value.Times));
        _read = new Read(names, now, all);
        return all;
    }

    /// <summary>
    /// The last answer there is; a new one is read beside it. For plans: they hold an event, and its commands wait for them. Before the first answer it
    /// is waited a moment for it.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, VenRecord>> LastAsync(IDocumentStore store, CancellationToken cancellation)
    {
        Task refresh;
        lock (_gate)
        {
            if (_refresh.IsCompleted)
                _refresh = Task.Run(() => RefreshAsync(store), CancellationToken.None);
            refresh = _refresh;
        }
        if (_read is null)
            await Task.WhenAny(refresh, Task.Delay(PlanWaits, cancellation));
        return _read?.Records ?? FrozenDictionary<string, VenRecord>.Empty;
    }

    private async Task RefreshAsync(IDocumentStore store)
    {
        try
        {
            await using var session = store.QuerySession();
            await AllAsync(session, CancellationToken.None);
        }
        catch (Exception)
        {
            // The next plan reads again, and whoever asks for records is told what is wrong.
        }
    }

    private static async Task<IReadOnlyList<(string VenId, double Part)>> PartsAsync(
        IQuerySession session,
        string eventId,
        CancellationToken cancellation
    )
    {
        var parts = await session.PartsAsync<PartRow>([eventId], cancellation);
        var meters = await session.ColumnsAsync<MeteredParticipation, DoneRow, string>(
            nameof(MeteredParticipation.EventId),
            [eventId],
            cancellation
        );
        return [.. DoneOfPromised(parts, meters, await OthersAsync(session, eventId, meters, cancellation))];
    }

    /// <summary>How the use of VENs that the event did not call moved, where that matters.</summary>
    private static async Task<Drift?> OthersAsync(
        IQuerySession session,
        string eventId,
        IEnumerable<DoneRow> meters,
        CancellationToken cancellation
    ) =>
        meters.Any(m => m.MeanSealedKw > 0) && await session.LoadAsync<DrEvent>(eventId, cancellation) is { } owner
            ? (await session.ControlGroupAsync(owner, isWhole: true, cancellation))?.Mean()
            : null;

    /// <summary>What part of its promise each VEN of an event delivered, where that is known.</summary>
    /// <param name="meters">In the order of their ids.</param>
    public static IEnumerable<(string VenId, double Part)> DoneOfPromised(
        IEnumerable<PartRow> parts,
        IReadOnlyCollection<DoneRow> meters,
        Drift? others = null
    )
    {
        var drift = Drift.Surer(Drift.Of(meters.Select(m => (m.MeanBetterKw, m.BaselineKw))), others);
        var byId = meters.ToDictionary(m => m.Id);
        foreach (var part in parts.Where(p => p.WasToldToShed))
        {
            if (Nothing.Contains(part.Status))
                yield return (part.VenId, 0);
            else if (byId.GetValueOrDefault(part.Id) is { MeanMeteredKw: { } kw, MeanPromisedKw: >= PromisedKwMin and var promisedKw } m)
                yield return (
                    part.VenId,
                    Math.Clamp(drift.MovedKw(new Reduction(kw, m.MeanSealedKw ?? 0)) / promisedKw, 0, DeliveryRecord.PartMost)
                );
        }
    }
}

public sealed record PartRow(string Id, string VenId, string Status, bool WasToldToShed);

public sealed record DoneRow(
    string Id,
    double? MeanMeteredKw,
    double? MeanSealedKw,
    double? MeanPromisedKw,
    double? MeanBetterKw,
    double? BaselineKw
)
{
    public static DoneRow Of(MeteredParticipation m) =>
        new(m.Id, m.MeanMeteredKw, m.MeanSealedKw, m.MeanPromisedKw, m.MeanBetterKw, m.BaselineKw);
}

/// <param name="Share">Delivered ÷ promised, drawn towards 1 while it was asked rarely.</param>
/// <param name="Times">How often it was asked.</param>
public readonly record struct VenRecord(double Share, long Times)
{
    public static readonly VenRecord None = new(1, 0);
}
