using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using Npgsql;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>
/// Stores a batch of messages by transactions side by side, all messages of a VEN in one of them, so that none waits for another and copies
/// of a sample meet in one. What the store cannot take now is tried again for as long as it lasts; a message that can never be stored is
/// found by halving and ends as a dead letter.
/// </summary>
public sealed partial class IngestLanes(IngestBatch batch, IngestMetrics metrics, TimeProvider clock, ILogger<IngestLanes> log)
{
    /// <summary>Most messages in a batch, all lanes together.</summary>
    public const int BatchMax = Lanes * LaneMax;

    private const int Lanes = 2;
    private const int LaneMax = 500;

    /// <summary>Fewer messages than this are not worth a second transaction.</summary>
    private const int SplitMin = 100;

    /// <summary>Tries of a lane that collides with what is stored, before it is halved.</summary>
    private const int CollisionsMax = 5;

    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseLongest = TimeSpan.FromSeconds(2);

    /// <summary>Returns when every message is stored, as what it says or as a dead letter.</summary>
    public async Task StoreAsync(IReadOnlyList<Incoming> messages, CancellationToken stopping)
    {
        var lanes = messages.Count < SplitMin ? 1 : Lanes;
        var byLane = messages.GroupBy(i => (uint)StringComparer.Ordinal.GetHashCode(i.VenId) % lanes).Select(lane => lane.ToList());
        await Task.WhenAll(byLane.Select(lane => Task.Run(() => StoreLaneAsync(lane, stopping), stopping)).ToList());
    }

    /// <summary>Returns when every message is stored, as what it says or as a dead letter.</summary>
    private async Task StoreLaneAsync(List<Incoming> messages, CancellationToken stopping)
    {
        if (await TryAsync(messages.Count, () => batch.StoreAsync(messages, stopping), stopping) is not { } cause)
        {
            metrics.Stored(messages.Count);
            return;
        }
        if (messages is [var poison])
        {
            LogPoison(log, cause, poison.Message.Topic);
            if (
                await TryAsync(1, () => batch.BuryAsync(poison.Message, "cannot be stored: " + cause.Message, stopping), stopping) is
                { } failed
            )
                throw new InvalidOperationException($"A message of {poison.Message.Topic} can neither be stored nor buried.", failed);
            return;
        }
        var half = messages.Count / 2;
        await StoreLaneAsync([.. messages.Take(half)], stopping);
        await StoreLaneAsync([.. messages.Skip(half)], stopping);
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
