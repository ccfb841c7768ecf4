using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using Npgsql;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>
/// Takes messages from the broker's inbox in batches, stores each batch in one transaction, and only then acknowledges its messages to
/// the broker (group commit). A batch that the store cannot take now is tried again for as long as it lasts; a message that can never be
/// stored is found by halving the batch and ends as a dead letter.
/// </summary>
public sealed partial class IngestLoop(Inbox inbox, IngestBatch batch, IngestMetrics metrics, TimeProvider clock, ILogger<IngestLoop> log)
    : BackgroundService
{
    /// <summary>Most messages in one transaction.</summary>
    private const int BatchMax = 500;

    /// <summary>How long the first message of a batch waits for company.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);

    /// <summary>Tries of a batch that collides with what is stored, before it is halved.</summary>
    private const int CollisionsMax = 5;

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseLongest = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var messages = new List<InboundMessage>(BatchMax);
        while (await inbox.Reader.WaitToReadAsync(stoppingToken))
        {
            await CollectAsync(messages, stoppingToken);
            await StoreAsync(messages, stoppingToken);
            foreach (var message in messages)
                await message.AcknowledgeAsync();
            messages.Clear();
        }
    }

    private async Task CollectAsync(List<InboundMessage> messages, CancellationToken stopping)
    {
        Drain();
        if (messages.Count >= BatchMax)
            return;
        await Task.Delay(Linger, clock, stopping);
        Drain();

        void Drain()
        {
            while (messages.Count < BatchMax && inbox.Reader.TryRead(out var message))
                messages.Add(message);
        }
    }

    /// <summary>Returns when every message is stored, as what it says or as a dead letter.</summary>
    private async Task StoreAsync(List<InboundMessage> messages, CancellationToken stopping)
    {
        if (await TryAsync(messages.Count, () => batch.StoreAsync(messages, stopping), stopping) is not { } cause)
        {
            metrics.Stored(messages.Count);
            return;
        }
        if (messages is [var poison])
        {
            LogPoison(log, cause, poison.Topic);
            if (await TryAsync(1, () => batch.BuryAsync(poison, "cannot be stored: " + cause.Message, stopping), stopping) is { } failed)
                throw new InvalidOperationException($"A message of {poison.Topic} can neither be stored nor buried.", failed);
            return;
        }
        var half = messages.Count / 2;
        await StoreAsync([.. messages.Take(half)], stopping);
        await StoreAsync([.. messages.Skip(half)], stopping);
    }

    /// <summary>Tries for as long as the fault is the store's. Null when it is done, else why it can never be done.</summary>
    private async Task<Exception?> TryAsync(int count, Func<Task> store, CancellationToken stopping)
    {
        var pause = PauseFirst;
        for (var collisions = 0; ; )
        {
            try
            {
                await store();
                return null;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                if (IsCollision(e) ? ++collisions > CollisionsMax : !StoreAway.IsCauseOf(e))
                    return e;
                metrics.Retried();
                LogStoreUnavailable(log, count, e.Message);
            }
            await Task.Delay(pause, clock, stopping);
            pause = pause * 2 < PauseLongest ? pause * 2 : PauseLongest;
        }
    }

    /// <summary>
    /// Whether another transaction came first. A copy of the same sample on another node shows as a unique violation, and as a duplicate at
    /// the next try; what collides again and again is no race.
    /// </summary>
    private static bool IsCollision(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or JasperFx.ConcurrencyException)
                return true;
        }
        return false;
    }

    [LoggerMessage(LogLevel.Warning, "The store did not take a batch of {Count} messages, trying again: {Problem}")]
    private static partial void LogStoreUnavailable(ILogger log, int count, string problem);

    [LoggerMessage(LogLevel.Error, "A message of {Topic} cannot be stored and is kept as a dead letter")]
    private static partial void LogPoison(ILogger log, Exception cause, string topic);
}
