using System.Collections.Concurrent;
using System.Threading.Channels;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Mqtt;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Publishes stored commands, as many at once as the broker allows, and stores in groups that the broker took them. What is lost here
/// with the process is found again by the <see cref="Outbox"/>, because the streams say what was never answered.
/// </summary>
public sealed partial class CommandSender(IBroker broker, IDocumentStore store, TimeProvider clock, ILogger<CommandSender> log)
    : BackgroundService
{
    /// <summary>Most acceptances in one transaction.</summary>
    private const int BatchMax = 2_000;

    /// <summary>
    /// How long acceptances wait for company: while a large event starts, what has to be stored next are its other commands, not that the
    /// broker took the first ones.
    /// </summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, OutgoingCommand> _underWay = new();
    private readonly Channel<Acceptance> _accepted = Channel.CreateUnbounded<Acceptance>();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Commands that are being published now.</summary>
    public int UnderWay => _underWay.Count;

    /// <summary>Begins to publish these commands; those under way already are left alone. Returns at once.</summary>
    public void Send(IReadOnlyCollection<OutgoingCommand> commands)
    {
        foreach (var command in commands)
        {
            if (_underWay.TryAdd(command.Command.CorrelationId, command))
                _ = PublishAsync(command);
        }
    }

    private async Task PublishAsync(OutgoingCommand outgoing)
    {
        var id = outgoing.Command.CorrelationId;
        var taken = false;
        try
        {
            taken = await broker.PublishAsync(Topics.Command(outgoing.VenId), outgoing.Payload(clock.GetUtcNow()), _stopping.Token);
            if (taken)
                _accepted.Writer.TryWrite(new Acceptance(outgoing, clock.GetUtcNow()));
        }
        catch (OperationCanceledException)
        {
            // The process stops; the outbox of the next one, or of another node, goes on.
        }
        catch (Exception e)
        {
            LogFailed(log, e, id);
        }
        finally
        {
            // One that was taken stays under way until its acceptance is stored, or the outbox would send it again meanwhile.
            if (!taken)
                _underWay.TryRemove(id, out _);
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var registration = stoppingToken.Register(_stopping.Cancel);
        var batch = new List<Acceptance>(BatchMax);
        while (await _accepted.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(Linger, clock, stoppingToken);
            while (batch.Count < BatchMax && _accepted.Reader.TryRead(out var acceptance))
                batch.Add(acceptance);
            try
            {
                await StoreAsync(batch, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // Not stored means not sent, as far as the streams know: the outbox repeats them, the VENs recognise the repeat.
                LogNotStored(log, batch.Count, e.Message);
            }
            foreach (var acceptance in batch)
                _underWay.TryRemove(acceptance.Outgoing.Command.CorrelationId, out _);
            batch.Clear();
        }
    }

    private async Task StoreAsync(List<Acceptance> batch, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await session.LockAsync<Participation>([.. batch.Select(a => a.Outgoing.Stream).Distinct()], cancellation);
        var appends = new StreamAppends();
        foreach (var (outgoing, at) in batch)
            appends.Add(outgoing.Stream, new CommandAccepted(outgoing.Command.CorrelationId, outgoing.Attempt, at));
        await appends.AppendToAsync(session, cancellation);
        await session.SaveChangesAsync(cancellation);
    }

    private sealed record Acceptance(OutgoingCommand Outgoing, DateTimeOffset At);

    /// <inheritdoc />
    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "Command {CorrelationId} could not be published")]
    private static partial void LogFailed(ILogger log, Exception cause, string correlationId);

    [LoggerMessage(LogLevel.Warning, "That the broker took {Count} commands could not be stored: {Problem}")]
    private static partial void LogNotStored(ILogger log, int count, string problem);
}
