using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Mqtt;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Publishes stored commands, as many at once as the broker allows. What is lost, the <see cref="Outbox"/> finds again.</summary>
public sealed class CommandSender(
    IBroker broker,
    CommandsUnderWay underWay,
    Pressure pressure,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<CommandSender> log
)
{
    /// <summary>Begins to publish these commands; those under way already are left alone. Returns at once.</summary>
    public void Send(IReadOnlyCollection<OutgoingCommand> commands)
    {
        var publishing = new List<Task>(commands.Count);
        var urgent = pressure.BeginCommands();
        foreach (var command in commands)
        {
            if (underWay.TryBegin(command))
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
        }
        catch (Exception e) when (e is OperationCanceledException || stopping.IsCancellationRequested)
        {
            // The process stops; the outbox of the next one, or of another node, goes on.
        }
        catch (Exception e)
        {
            log.LogError(e, "Command {CorrelationId} could not be published", id);
        }
        if (handedAt is { } at)
            underWay.Take(outgoing.Stream, new CommandAccepted(id, outgoing.Life.Attempts + 1, at));
        else
            underWay.End(id);
    }
}
