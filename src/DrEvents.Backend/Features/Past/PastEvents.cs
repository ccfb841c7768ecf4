using System.Data;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Past;

/// <summary>
/// Makes events anew as they were, one at a time: each reads all that is stored of an event until then. The newest ones are kept for a while, since a page
/// asks for one moment several times.
/// </summary>
public sealed class PastEvents(IDocumentStore store, Pressure pressure, TimeProvider clock) : IDisposable
{
    /// <summary>So many wait for their turn, and so long.</summary>
    private const int WaitingMax = 16;
    private static readonly TimeSpan WaitLongest = TimeSpan.FromSeconds(30);

    /// <summary>What is kept: few moments of many VENs, or more of fewer.</summary>
    private const int KeptMax = 8;
    private const int KeptVensMax = 20_000;

    /// <summary>What was known at a moment changes no more once all that was stored by then is committed.</summary>
    private static readonly TimeSpan CommittedWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeptForWhatChanges = TimeSpan.FromSeconds(10);

    private sealed record Row(string Id, bool WasToldToShed);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<PastEvent> _kept = [];
    private readonly Lock _gate = new();
    private int _waiting;

    /// <summary>The event at that moment; else what is wrong: nothing was known of it then, or others have to be made first.</summary>
    public async Task<(PastEvent? Past, ProblemDetails Problem)> OfAsync(DrEvent today, Moment moment, CancellationToken cancellation)
    {
        if (Kept(today.Id, moment) is { } kept)
            return (kept, Problems.None);
        if (!await TryTakeTurnAsync(cancellation))
            return (null, Problems.NotReady("Other moments of events are being made on this node. Ask again soon, or another node."));
        try
        {
            var past = Kept(today.Id, moment) ?? await MakeAsync(today, moment, cancellation);
            if (past is null)
                return (null, new FieldErrors().If(true, "time", "is before anything of the event was stored").Answer);
            Keep(past);
            return (past, Problems.None);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> TryTakeTurnAsync(CancellationToken cancellation)
    {
        try
        {
            return Interlocked.Increment(ref _waiting) <= WaitingMax && await _turn.WaitAsync(WaitLongest, cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<PastEvent?> MakeAsync(DrEvent today, Moment moment, CancellationToken cancellation)
    {
        // One snapshot: a day that is closed meanwhile would be read twice, or not at all.
        await using var session = store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        var now = clock.GetUtcNow();
        // A VEN's clock may be a little ahead of ours, beyond the end of the day.
        var source = await ReplaySource.OpenAsync(session, today, cancellation, until: moment.At + Interval.Length);
        var told = (await session.PartsAsync<Row>([today.Id], cancellation)).Count(r => r.WasToldToShed);
        var fold = new PastFold(today.Id, moment, told, source.Chosen);
        fold.Own(await session.EventsOfAsync([today.Id], cancellation));
        if (fold.Event is null)
            return null;
        var before = moment.IsKnownThen ? moment.At + TimeSpan.FromMicroseconds(1) : DateTimeOffset.MaxValue;
        foreach (var venIds in source.Pages)
        {
            await pressure.GiveWayAsync(Waiter.Rebuild, cancellation);
            await fold.AddAsync(venIds, source.ReadAsync(venIds, before, cancellation), cancellation);
        }
        return fold.Past(now, await GoneAsync(session, source, today, fold, moment, cancellation));
    }

    /// <summary>VENs whose samples of the event until then retention has deleted. When they are all back, their meters are known all the same.</summary>
    private static async Task<IReadOnlyList<string>> GoneAsync(
        IDocumentSession session,
        ReplaySource source,
        DrEvent today,
        PastFold fold,
        Moment moment,
        CancellationToken cancellation
    )
    {
        if (fold.Event!.ActivatedAt is not { } began)
            return [];
        var end = today.EndTime + ReturnSums.Watched;
        var (first, last) = (TelemetryDays.Of(began), TelemetryDays.Of(moment.At < end ? moment.At : end));
        var gone = await session.DeletedVensAsync([.. source.Called], first, last, cancellation);
        foreach (var venId in gone)
        {
            var meters = moment.At < end ? [] : (await session.KeptDaysAsync<KeptDay>(venId, cancellation)).SelectMany(d => d.Meters);
            fold.Replace(venId, meters.LastOrDefault(m => m.EventId == today.Id));
        }
        return gone;
    }

    private PastEvent? Kept(string eventId, Moment moment)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _kept.RemoveAll(p => now - p.MadeAt > (IsSettled(p) ? KeptFor : KeptForWhatChanges));
            return _kept.Find(p => p.EventId == eventId && p.Moment == moment);
        }
    }

    private static bool IsSettled(PastEvent past) => past.Moment.IsKnownThen && past.MadeAt - past.Moment.At > CommittedWithin;

    private void Keep(PastEvent past)
    {
        lock (_gate)
        {
            _kept.Remove(past);
            _kept.Add(past);
            while (_kept.Count > KeptMax || (_kept.Count > 1 && _kept.Sum(p => p.Figures.Participations.Count) > KeptVensMax))
                _kept.RemoveAt(0);
        }
    }
}
