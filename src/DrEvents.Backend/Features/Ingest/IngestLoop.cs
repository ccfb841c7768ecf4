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
        try
        {
            await UntilStoredAsync(messages.Count, () => batch.StoreAsync(messages, stopping), stopping);
            metrics.Stored(messages.Count);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            await HalveAsync(messages, e, stopping);
        }
    }

    /// <summary>Tries for as long as it is the store's fault; what is the messages' own fault is thrown.</summary>
    private async Task UntilStoredAsync(int count, Func<Task> store, CancellationToken stopping)
    {
        for (var pause = PauseFirst; ; pause = pause * 2 < PauseLongest ? pause * 2 : PauseLongest)
        {
            try
            {
                await store();
                return;
            }
            catch (Exception e) when (IsTheStoresFault(e) && !stopping.IsCancellationRequested)
            {
                metrics.Retried();
                LogStoreUnavailable(log, count, e.Message);
            }
            await Task.Delay(pause, clock, stopping);
        }
    }

    private async Task HalveAsync(List<InboundMessage> messages, Exception cause, CancellationToken stopping)
    {
        if (messages.Count == 1)
        {
            LogPoison(log, cause, messages[0].Topic);
            await UntilStoredAsync(1, () => batch.BuryAsync(messages[0], "cannot be stored: " + cause.Message, stopping), stopping);
            return;
        }
        var half = messages.Count / 2;
        await StoreAsync([.. messages.Take(half)], stopping);
        await StoreAsync([.. messages.Skip(half)], stopping);
    }

    /// <summary>
    /// Whether to try the same again: the store is away or overloaded, or another transaction came first (a copy of the same sample on
    /// another node shows as a unique violation, and as a duplicate at the next try).
    /// </summary>
    internal static bool IsTheStoresFault(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or JasperFx.ConcurrencyException)
                return true;
        }
        return StoreAway.IsCauseOf(e);
    }

    [LoggerMessage(LogLevel.Warning, "The store did not take a batch of {Count} messages, trying again: {Problem}")]
    private static partial void LogStoreUnavailable(ILogger log, int count, string problem);

    [LoggerMessage(LogLevel.Error, "A message of {Topic} cannot be stored and is kept as a dead letter")]
    private static partial void LogPoison(ILogger log, Exception cause, string topic);
}
