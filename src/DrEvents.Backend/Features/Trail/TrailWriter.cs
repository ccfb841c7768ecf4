namespace DrEvents.Backend.Features.Trail;

/// <summary>
/// Stores what is to be told of actions, many at once. That one begins is waited for; how it was answered is not, and is stored when the store is back
/// where it was away.
/// </summary>
public sealed class TrailWriter(IDocumentStore store, TimeProvider clock, ILogger<TrailWriter> log) : BackgroundService
{
    private const int AtOnce = 500;
    private const int WaitingMax = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Told> _told = Channel.CreateBounded<Told>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>What could not be stored while the store was away, and nobody waits for.</summary>
    private List<Told> _kept = [];

    /// <param name="IsStored">Completed when it is stored; null where nobody waits.</param>
    private sealed record Told(string Stream, object Event, TaskCompletionSource? IsStored);

    /// <summary>Stores it, and returns when it is stored. Fails as the store does.</summary>
    public async Task StoreAsync(string stream, object happened, CancellationToken cancellation)
    {
        var isStored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _told.Writer.WriteAsync(new Told(stream, happened, isStored), cancellation);
        await isStored.Task.WaitAsync(cancellation);
    }

    /// <summary>Stores it soon.</summary>
    public void Post(string stream, object happened)
    {
        if (!_told.Writer.TryWrite(new Told(stream, happened, IsStored: null)))
            log.LogError("{Happened} of {Stream} cannot be told: {Waiting} wait to be stored", happened.GetType().Name, stream, WaitingMax);
    }

    /// <summary>What was told until now is stored before the process ends.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _told.Writer.TryComplete();
        if (ExecuteTask is { } work)
            await Task.WhenAny(work, Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await HasMoreAsync(stoppingToken))
        {
            var batch = _kept;
            _kept = [];
            while (batch.Count < AtOnce && _told.Reader.TryRead(out var told))
                batch.Add(told);
            await StoreAsync(batch);
        }
        if (_kept.Count > 0)
            log.LogError("{Count} answers to actions were not stored: the store was away when the process ended", _kept.Count);
    }

    /// <summary>Waits for what comes next; while something is kept, no longer than until it is tried again. False when there will be nothing more.</summary>
    private async Task<bool> HasMoreAsync(CancellationToken stopping)
    {
        if (_kept.Count == 0)
            return await _told.Reader.WaitToReadAsync(CancellationToken.None);
        if (_told.Reader.Completion.IsCompleted)
            return false;
        await Task.WhenAny(_told.Reader.WaitToReadAsync(CancellationToken.None).AsTask(), Task.Delay(Pause, clock, stopping));
        return true;
    }

    private async Task StoreAsync(List<Told> batch)
    {
        try
        {
            await AppendAsync(batch);
        }
        catch (Exception e) when (StoreAway.IsCauseOf(e) || batch.Count == 1)
        {
            Fail(batch, e);
        }
        catch (Exception)
        {
            // Something in it cannot be stored: the others are not to wait for that.
            foreach (var told in batch)
                await StoreAsync([told]);
        }
    }

    private async Task AppendAsync(List<Told> batch)
    {
        await using var session = store.LightweightSession();
        await StreamAppends.AppendAsync(session, batch.Select(t => (t.Stream, t.Event)), CancellationToken.None);
        await session.SaveChangesAsync(CancellationToken.None);
        foreach (var told in batch)
            told.IsStored?.TrySetResult();
    }

    private void Fail(List<Told> batch, Exception e)
    {
        foreach (var told in batch.Where(t => t.IsStored is not null))
            told.IsStored!.TrySetException(e);
        var others = batch.Where(t => t.IsStored is null).ToList();
        if (StoreAway.IsCauseOf(e))
            _kept.AddRange(others);
        else if (others is [var odd])
            log.LogError(e, "{Happened} of {Stream} cannot be stored", odd.Event.GetType().Name, odd.Stream);
    }
}
