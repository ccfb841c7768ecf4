using DrEvents.Backend.Mqtt;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>
/// Takes messages from the broker's inbox in batches, has each batch stored, and only then acknowledges its messages to the broker (group
/// commit).
/// </summary>
public sealed class IngestLoop(Inbox inbox, IngestLanes lanes, TimeProvider clock) : BackgroundService
{
    /// <summary>How long the first message of a batch waits for company.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the batch that is being stored when the process has to stop may take.</summary>
    private static readonly TimeSpan FinishLongest = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var finished = new CancellationTokenSource();
        await using var registration = stoppingToken.Register(() => finished.CancelAfter(FinishLongest));
        var messages = new List<InboundMessage>(IngestLanes.BatchMax);
        while (await inbox.Reader.WaitToReadAsync(stoppingToken))
        {
            await CollectAsync(messages, stoppingToken);
            await lanes.StoreAsync(messages, finished.Token);
            foreach (var message in messages)
                await message.AcknowledgeAsync();
            messages.Clear();
        }
    }

    private async Task CollectAsync(List<InboundMessage> messages, CancellationToken stopping)
    {
        Drain();
        if (messages.Count >= IngestLanes.BatchMax)
            return;
        await Task.Delay(Linger, clock, stopping);
        Drain();

        void Drain()
        {
            while (messages.Count < IngestLanes.BatchMax && inbox.Reader.TryRead(out var message))
                messages.Add(message);
        }
    }
}
