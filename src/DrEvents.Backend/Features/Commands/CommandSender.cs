using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Mqtt;

namespace DrEvents.Backend.Features.Commands;

public sealed record PublishedCommand(string Stream, CommandAccepted Taken);

/// <summary>Publishes stored commands, as many at once as the broker allows. What is lost, the <see cref="Outbox"/> finds again.</summary>
public sealed class CommandSender(
    IBroker broker,
    Inbox inbox,
    Pressure pressure,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<CommandSender> log
)
{
    private readonly ConcurrentDictionary<string, OutgoingCommand> _underWay = new();

    /// <summary>Begins to publish these commands; those under way already are left alone. Returns at once.</summary>
    public void Send(IReadOnlyCollection<OutgoingCommand> commands)
    {
        var publishing = new List<Task>(commands.Count);
        var urgent = pressure.BeginCommands();
        foreach (var command in commands)
        {
            if (_underWay.TryAdd(command.Id, command))
                publishing.Add(PublishAsync(command));
        }
        _ = Task.WhenAll(publishing).ContinueWith(_ => urgent.Dispose(), TaskScheduler.Default);
    }

    private async Task PublishAsync(OutgoingCommand outgoing)
    {
        var id = outgoing.Id;
        var stopping = lifetime.ApplicationStopping;
        DateTimeOffset? handedAt = null;
        try
        {
            handedAt = await broker.PublishAsync(Topics.Command(outgoing.VenId), outgoing.At(clock.GetUtcNow()).ToUtf8(), stopping);
            // It goes into the store with the messages that come in, because the command's answer is among them: stored by others, each would
            // wait for the other's lock on the participation. Until it is stored it stays under way, or the outbox would send it again.
            if (handedAt is { } at)
                _ = TellAsync(outgoing, at, stopping);
        }
        catch (Exception e) when (e is OperationCanceledException || stopping.IsCancellationRequested)
        {
            // The process stops; the outbox of the next one, or of another node, goes on.
        }
        catch (Exception e)
        {
            log.LogError(e, "Command {CorrelationId} could not be published", id);
        }
        finally
        {
            if (handedAt is null)
                _underWay.TryRemove(id, out _);
        }
    }

    /// <summary>The inbox may be full; the next command does not wait for that.</summary>
    private async Task TellAsync(OutgoingCommand outgoing, DateTimeOffset handedAt, CancellationToken stopping)
    {
        var id = outgoing.Id;
        var published = new PublishedCommand(outgoing.Stream, new CommandAccepted(id, outgoing.Life.Attempts + 1, handedAt));
        var message = new OwnMessage(outgoing.VenId, published, handedAt, IsStored);
        await inbox.PutAsync(message, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Task IsStored()
        {
            _underWay.TryRemove(id, out _);
            return Task.CompletedTask;
        }
    }
}
