using DrEvents.Backend.Mqtt;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>Stores messages in batches, one after the other, and acknowledges a batch to the broker only when it is stored (group commit).</summary>
public sealed class IngestLoop(Inbox inbox, IngestLanes lanes, Pressure pressure, TimeProvider clock) : BackgroundService
{
    /// <summary>How long the first message of a batch waits for company when nothing is being stored.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the batch that is being stored when the process has to stop may take.</summary>
    private static readonly TimeSpan FinishLongest = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var finished = new CancellationTokenSource();
        await using var registration = stoppingToken.Register(() => finished.CancelAfter(FinishLongest));
        var storing = Task.CompletedTask;
        try
        {
            while (await inbox.Reader.WaitToReadAsync(stoppingToken))
            {
                var batch = await CollectAsync(storing, stoppingToken);
                await storing;
                await pressure.GiveWayAsync(Waiter.Ingest, stoppingToken);
                storing = StoreAsync(batch, finished.Token);
            }
        }
        finally
        {
            await storing;
        }
    }

    private async Task<List<Incoming>> CollectAsync(Task storing, CancellationToken stopping)
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
            await Task.WhenAny(storing, inbox.Reader.WaitToReadAsync(stopping).AsTask());
            stopping.ThrowIfCancellationRequested();
            ReadWaiting();
        }
        return batch;

        bool IsFull() => batch.Count >= IngestLanes.BatchMax;

        void ReadWaiting()
        {
            while (!IsFull() && inbox.Reader.TryRead(out var message))
                batch.Add(Incoming.From(message));
        }
    }

    private async Task StoreAsync(List<Incoming> batch, CancellationToken cancellation)
    {
        await lanes.StoreAsync(batch, cancellation);
        inbox.Stored(batch.Count);
        foreach (var incoming in batch)
            await incoming.Message.AcknowledgeAsync();
    }
}
