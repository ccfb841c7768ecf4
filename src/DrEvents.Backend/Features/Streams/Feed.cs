using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Streams;

/// <summary>
/// What is stored, read once for all who listen, up to the high-water mark: what commits late with a lower number is below no mark that was read before,
/// so that nothing is passed by.
/// </summary>
public sealed class Feed : IDisposable
{
    /// <summary>A page is made of so many stored events at most.</summary>
    public const int RowsMax = 1_000;
    private const int RestsPerReading = 2;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    private readonly IDocumentStore _store;
    private readonly StreamLimits _limits;
    private readonly StreamJson _json;
    private readonly Pulse _pulse;
    private readonly TimeProvider _clock;
    private readonly Watch _watch;
    private readonly StoredWindow _window;
    private readonly SemaphoreSlim _missed = new(1);
    private long _looks;
    private volatile Away? _away;

    public Feed(IDocumentStore store, StreamLimits limits, StreamJson json, Pulse pulse, TimeProvider clock, ILogger<Feed> log)
    {
        (_store, _limits, _json, _pulse, _clock) = (store, limits, json, pulse, clock);
        _window = new StoredWindow(limits.MissedMax);
        _watch = new Watch("Reading what is stored", LookAsync, clock, log, RestsPerReading, Forget);
    }

    /// <summary>Called with the id of a DR event that something was stored of which changes what it is: who shows it looks at once.</summary>
    public event Action<string>? EventChanged;

    /// <summary>Since when the store has been away; null while it answers.</summary>
    public DateTimeOffset? AwaySince => _away?.Since;

    /// <summary>How many times it was looked.</summary>
    public long Looks => Interlocked.Read(ref _looks);

    /// <summary>The sequence up to which was read; null before anything was.</summary>
    public long? End => _window.End;

    public int MissedMax => _limits.MissedMax;

    public IDisposable Listen() => _watch.Listen();

    public Look At(long position) => _window.At(position);

    /// <summary>What was stored after a position and is not kept, and up to where; null when it is too much. Nothing where somebody else has read it meanwhile.</summary>
    public async Task<(IReadOnlyList<StoredPage> Pages, long UpTo)?> MissedAsync(long position, CancellationToken cancellation)
    {
        await _missed.WaitAsync(cancellation);
        try
        {
            var look = _window.At(position);
            if (look.Kind is not (LookKind.Before or LookKind.Inside))
                return ([], position);
            if (look.UpTo - position > _limits.ScannedMax)
                return null;
            await using var session = _store.QuerySession();
            var most = _limits.MissedMax + 1;
            var stored = await session.EventsBetweenAsync(position, look.UpTo, StoredItems.NotTold, most, cancellation);
            if (stored.Count == most)
                return null;
            List<StoredPage> pages = [.. stored.Chunk(RowsMax).SelectMany(c => StoredPage.Of(c, _json))];
            if (look.Kind == LookKind.Before)
                _window.AddBefore(pages, position, look.UpTo);
            return (pages, look.UpTo);
        }
        finally
        {
            _missed.Release();
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _missed.Dispose();
    }

    private async Task<TimeSpan> LookAsync(CancellationToken cancellation)
    {
        try
        {
            await using var session = _store.QuerySession();
            var mark = await session.HighWaterAsync(cancellation) ?? 0;
            // Too much to look through, or a store that was put back to an earlier time.
            if (_window.End is not { } end || mark - end > _limits.ScannedMax || mark < end)
                _window.BeginAt(mark);
            while (_window.End < mark)
                await AddAsync(session, _window.End.Value, mark, cancellation);
            _away = null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && StoreAway.IsCauseOf(e))
        {
            _away ??= new Away(_clock.GetUtcNow());
        }
        Interlocked.Increment(ref _looks);
        _pulse.Beat();
        return Every;
    }

    private async Task AddAsync(IQuerySession session, long after, long mark, CancellationToken cancellation)
    {
        var stored = await session.EventsBetweenAsync(after, mark, StoredItems.NotTold, RowsMax, cancellation);
        var upTo = stored.Count == RowsMax ? stored[^1].Sequence : mark;
        _window.Add(StoredPage.Of(stored, _json), upTo);
        _pulse.Beat();
        foreach (
            var changed in stored
                .Where(e => e.Data is not SharesAdjusted)
                .Select(e => e.StreamKey!)
                .Where(s => EventIds.IsValid(s))
                .Distinct()
        )
            EventChanged?.Invoke(changed);
    }

    private void Forget()
    {
        _window.BeginAt(null);
        _away = null;
    }

    private sealed record Away(DateTimeOffset Since);
}
