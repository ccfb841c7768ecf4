using System.Collections.Concurrent;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Publishes stored commands, as many at once as the broker allows. What is lost here with the process is found again by the
/// <see cref="Outbox"/>, because the streams say what was never answered.
/// </summary>
public sealed partial class CommandSender(
    IBroker broker,
    Inbox inbox,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<CommandSender> log
)
{
    private readonly ConcurrentDictionary<string, OutgoingCommand> _underWay = new();

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
        var stopping = lifetime.ApplicationStopping;
        var taken = false;
        try
        {
            taken = await broker.PublishAsync(Topics.Command(outgoing.VenId), outgoing.Payload(clock.GetUtcNow()), stopping);
            // One that was taken stays under way until that is stored, or the outbox would send it again meanwhile.
            if (taken)
                await inbox.PutAsync(new CommandAtBroker(outgoing, clock.GetUtcNow(), () => ForgetAsync(id)), stopping);
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
            if (!taken)
                await ForgetAsync(id);
        }
    }

    private Task ForgetAsync(string correlationId)
    {
        _underWay.TryRemove(correlationId, out _);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "Command {CorrelationId} could not be published")]
    private static partial void LogFailed(ILogger log, Exception cause, string correlationId);
}
