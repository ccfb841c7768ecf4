using DrEvents.Backend.Features.Participations;

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

/// <summary>Commands that this process sends, until it is stored that the broker took them: mostly together with their answers, as one event.</summary>
public sealed class CommandsUnderWay
{
    private readonly ConcurrentDictionary<string, (string Stream, CommandAccepted? Taken)> _byId = new();

    public bool TryBegin(OutgoingCommand command) => _byId.TryAdd(command.Id, (command.Stream, null));

    public void Take(string stream, CommandAccepted taken) => _byId[taken.CorrelationId] = (stream, taken);

    /// <summary>The broker did not take it, or it is stored that it did.</summary>
    public void End(string correlationId) => _byId.TryRemove(correlationId, out _);

    /// <summary>That the broker took it, while that is not stored.</summary>
    public CommandAccepted? TakenOf(string correlationId) => _byId.GetValueOrDefault(correlationId).Taken;

    /// <summary>What the broker took before this, and nobody answered.</summary>
    public IReadOnlyList<(string Stream, CommandAccepted Taken)> TakenBefore(DateTimeOffset before) =>
        [.. _byId.Values.Where(c => c.Taken?.At < before).Select(c => (c.Stream, c.Taken!))];
}
