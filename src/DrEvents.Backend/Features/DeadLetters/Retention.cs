using System.Threading.Channels;
using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>
/// Keeps dead letters within bounds: whatever a broken VEN sends, the disk does not fill. Runs only after letters were added, and at most
/// once a second, so that for as long there may be more than the bound.
/// </summary>
public sealed partial class Retention(IDocumentStore store, TimeProvider clock, ILogger<Retention> log) : BackgroundService
{
    /// <summary>Most letters that are kept.</summary>
    public const int LettersMax = 10_000;

    /// <summary>Most bytes of payload that are kept.</summary>
    public const long BytesMax = 256L * 1024 * 1024;

    private const string Lock = "dead-letters/retention";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Letters were added.</summary>
    public void Nudge() => _nudges.Writer.TryWrite(true);

    /// <summary>Removes the oldest letters until the others are within both bounds. Leaves it to another node that is at it already.</summary>
    public static async Task TrimAsync(IDocumentSession session, int lettersMax, long bytesMax, CancellationToken cancellation)
    {
        if (!await session.TryHoldAsync(Lock, cancellation))
            return;
        var letters = session.DocumentStore.Options.FindOrResolveDocumentType(typeof(DeadLetter)).TableName.QualifiedName;
        session.QueueSqlCommand(
            $"""
            delete from {letters} where id <= (
              select max(id) from (
                select id, row_number() over newest_first as letters, sum(payload_bytes) over newest_first as bytes
                from {letters} window newest_first as (order by id desc)
              ) kept
              where letters > ? or bytes > ?
            )
            """,
            lettersMax,
            bytesMax
        );
        await session.SaveChangesAsync(cancellation);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Once at the start: the process before may have died between adding and trimming.
        Nudge();
        await foreach (var _ in _nudges.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await using var session = store.LightweightSession();
                await TrimAsync(session, LettersMax, BytesMax, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The next letters bring the next attempt.
                LogFailed(log, e.Message);
            }
            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Dead letters could not be trimmed: {Problem}")]
    private static partial void LogFailed(ILogger log, string problem);
}
