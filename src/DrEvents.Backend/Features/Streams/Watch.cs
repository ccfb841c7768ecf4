namespace DrEvents.Backend.Features.Streams;

/// <summary>
/// Does a piece of reading again and again for as long as somebody listens: once for all who do, and not at all when nobody does. It rests a multiple of
/// the time that it took, so that it never takes more than a small part of a processor.
/// </summary>
/// <param name="read">Reads, and says how long to rest at least.</param>
/// <param name="rests">How many times as long as a reading the rest after it is.</param>
/// <param name="left">Called when nobody listens any more.</param>
public sealed class Watch(
    string what,
    Func<CancellationToken, Task<TimeSpan>> read,
    TimeProvider clock,
    ILogger log,
    int rests = Watch.RestsDefault,
    Action? left = null
) : IDisposable
{
    private const int RestsDefault = 9;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Pulse _wake = new();
    private int _listeners;
    private CancellationTokenSource? _stopping;
    private Task _keeping = Task.CompletedTask;

    /// <summary>Somebody listens until what is returned is disposed of.</summary>
    public IDisposable Listen()
    {
        lock (_gate)
        {
            if (_listeners++ == 0)
            {
                _stopping = new CancellationTokenSource();
                var (before, stopping) = (_keeping, _stopping.Token);
                _keeping = Task.Run(() => KeepAsync(before, stopping), CancellationToken.None);
            }
        }
        return new Listener(this);
    }

    /// <summary>It is known that something changed: a rest ends now, and a reading that is under way is followed by another one.</summary>
    public void Wake() => _wake.Beat();

    public void Dispose() => _stopping?.Dispose();

    private void Leave()
    {
        CancellationTokenSource stopping;
        lock (_gate)
        {
            if (--_listeners > 0)
                return;
            stopping = _stopping!;
        }
        // What waits for it may go on in this call.
        stopping.Cancel();
        stopping.Dispose();
    }

    private async Task KeepAsync(Task before, CancellationToken stopping)
    {
        // Whoever read before may be in the middle of it.
        await before;
        try
        {
            while (true)
            {
                var woken = _wake.Next;
                await Task.WhenAny(woken, Task.Delay(await OnceAsync(stopping), clock, stopping));
                stopping.ThrowIfCancellationRequested();
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            left?.Invoke();
        }
    }

    private async Task<TimeSpan> OnceAsync(CancellationToken stopping)
    {
        var begin = clock.GetTimestamp();
        try
        {
            var shortest = await read(stopping);
            var rest = clock.GetElapsedTime(begin) * rests;
            return rest > shortest ? rest : shortest;
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // Of a store that is away the reader of stored events tells.
            if (!StoreAway.IsCauseOf(e))
                log.LogWarning("{What} failed and is tried again: {Problem}", what, e.Message);
            return AfterFailure;
        }
    }

    private sealed class Listener(Watch owner) : IDisposable
    {
        private int _isGone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGone, 1) == 0)
                owner.Leave();
        }
    }
}
