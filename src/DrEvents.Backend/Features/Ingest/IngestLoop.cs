namespace DrEvents.Backend.Features.Ingest;

/// <summary>
/// Stores telemetry and answers side by side, each in batches, one after the other, and acknowledges a batch to the broker only when it is stored
/// (group commit).
/// </summary>
public sealed class IngestLoop(Inbox inbox, IngestLanes lanes, Pressure pressure, TimeProvider clock) : BackgroundService
{
    /// <summary>How long the first message of a batch waits for company when nothing is being stored.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the batch that is being stored when the process has to stop may take.</summary>
    private static readonly TimeSpan FinishLongest = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task[] loops =
        [
            StoreAllAsync(inbox.Telemetry, Waiter.Telemetry, stoppingToken),
            StoreAllAsync(inbox.Answers, Waiter.Answers, stoppingToken),
        ];
        // One that fails ends the process, whatever the other does.
        await await Task.WhenAny(loops);
        await Task.WhenAll(loops);
    }

    private async Task StoreAllAsync(ChannelReader<InboundMessage> reader, Waiter waiter, CancellationToken stopping)
    {
        using var finished = new CancellationTokenSource();
        await using var registration = stopping.Register(() => finished.CancelAfter(FinishLongest));
        var (earlier, storing) = (Task.CompletedTask, Task.CompletedTask);
        try
        {
            while (await reader.WaitToReadAsync(stopping))
            {
                var batch = await CollectAsync(reader, storing, stopping);
                // A full one begins beside the one before: its first lanes need not wait for that one's last.
                await earlier;
                await pressure.GiveWayAsync(waiter, stopping);
                (earlier, storing) = (storing, StoreAsync(reader, batch, finished.Token));
            }
        }
        finally
        {
            await Task.WhenAll(earlier, storing);
        }
    }

    /// <summary>What waits, and while a batch is being stored what comes meanwhile, until it is stored or this one is full.</summary>
    private async Task<List<Incoming>> CollectAsync(ChannelReader<InboundMessage> reader, Task storing, CancellationToken stopping)
    {
        var batch = new List<Incoming>();
        ReadWaiting();
        if (storing.IsCompleted && !IsFull())
        {
            await Task.Delay(Linger, clock, stopping);
            ReadWaiting();
        }
        while (!storing.IsCompleted && !IsFull())
        {
            await Task.WhenAny(storing, reader.WaitToReadAsync(stopping).AsTask());
            stopping.ThrowIfCancellationRequested();
            ReadWaiting();
        }
        return batch;

        bool IsFull() => batch.Count >= IngestLanes.BatchMax;

        void ReadWaiting()
        {
            while (!IsFull() && reader.TryRead(out var message))
                batch.Add(Incoming.From(message));
        }
    }

    private async Task StoreAsync(ChannelReader<InboundMessage> reader, List<Incoming> batch, CancellationToken cancellation)
    {
        await lanes.StoreAsync(batch, cancellation);
        inbox.Stored(reader, batch.Count);
        foreach (var incoming in batch)
            await incoming.Message.AcknowledgeAsync();
    }
}
