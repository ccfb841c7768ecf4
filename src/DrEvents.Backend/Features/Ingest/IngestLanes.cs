namespace DrEvents.Backend.Features.Ingest;

/// <summary>
/// Stores a batch by transactions side by side, all messages of a VEN in one of them, so that none waits for another and copies of a sample
/// meet in one. What the store cannot take now is tried again; a message that can never be stored is found by halving and becomes a dead
/// letter.
/// </summary>
public sealed class IngestLanes(IngestBatch batch, IngestMetrics metrics, TimeProvider clock, ILogger<IngestLanes> log)
{
    public const int BatchMax = Lanes * LaneMax;
    private const int Lanes = 4;
    private const int LaneMax = 500;

    /// <summary>Fewer messages than this are not worth a second transaction.</summary>
    private const int SplitMin = 100;

    /// <summary>Tries of a lane that collides with what is stored, before it is halved.</summary>
    private const int CollisionsMax = 5;
    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseLongest = TimeSpan.FromSeconds(2);

    /// <summary>One transaction at a time is in each, be it of telemetry or of answers: two of one VEN could lock each other out.</summary>
    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new SemaphoreSlim(1))];

    public async Task StoreAsync(IReadOnlyList<Incoming> messages, CancellationToken stopping)
    {
        if (messages.Count < SplitMin)
        {
            await StoreAsync(_lanes, messages, stopping);
            return;
        }
        var byLane = messages.GroupBy(i => (uint)StringComparer.Ordinal.GetHashCode(i.VenId) % Lanes);
        await Task.WhenAll(byLane.Select(lane => Task.Run(() => StoreAsync([_lanes[lane.Key]], [.. lane], stopping), stopping)).ToList());
    }

    private async Task StoreAsync(SemaphoreSlim[] lanes, IReadOnlyList<Incoming> messages, CancellationToken stopping)
    {
        var held = new Stack<SemaphoreSlim>();
        try
        {
            foreach (var lane in lanes)
            {
                await lane.WaitAsync(stopping);
                held.Push(lane);
            }
            await StoreLaneAsync(messages, stopping);
        }
        finally
        {
            foreach (var lane in held)
                lane.Release();
        }
    }

    private async Task StoreLaneAsync(IReadOnlyList<Incoming> messages, CancellationToken stopping)
    {
        if (await TryAsync(messages.Count, () => batch.StoreAsync(messages, stopping), stopping) is not { } cause)
        {
            metrics.Stored.Add(messages.Count);
            return;
        }
        if (messages is [var poison])
        {
            log.LogError(cause, "A message of {Topic} cannot be stored and is kept as a dead letter", poison.Message.Topic);
            var reason = "cannot be stored: " + cause.Message;
            if (await TryAsync(1, () => batch.BuryAsync(poison.Message, reason, stopping), stopping) is { } failed)
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
                metrics.Retries.Add(1);
                log.LogWarning("The store did not take a batch of {Count} messages, trying again: {Problem}", count, e.Message);
            }
            await Task.Delay(pause, clock, stopping);
            pause = pause * 2 < PauseLongest ? pause * 2 : PauseLongest;
        }
    }

    /// <summary>A copy of a sample on another node is a unique violation first, and a duplicate at the next try; what collides again is no race.</summary>
    private static bool IsCollision(Exception? e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or JasperFx.ConcurrencyException
        || (e is not null && IsCollision(e.InnerException));
}
