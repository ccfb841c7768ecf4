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
        var isTaken = false;
        try
        {
            isTaken = await broker.PublishAsync(
                Topics.Command(outgoing.VenId),
                outgoing.At(clock.GetUtcNow()).ToUtf8(),
                at => underWay.Hand(outgoing.Stream, new CommandAccepted(id, outgoing.Life.Attempts + 1, at)),
                stopping
            );
        }
        catch (Exception e) when (e is OperationCanceledException || stopping.IsCancellationRequested)
        {
            // The process stops; the outbox of the next one, or of another node, goes on.
        }
        catch (Exception e)
        {
            log.LogError(e, "Command {CorrelationId} could not be published", id);
        }
        if (isTaken)
            underWay.Take(id);
        else
            underWay.End(id);
    }
}

/// <summary>Commands that this process sends, until it is stored that the broker took them: mostly together with their answers, as one event.</summary>
public sealed class CommandsUnderWay
{
    private readonly ConcurrentDictionary<string, UnderWay> _byId = new();

    private sealed record UnderWay(string Stream, CommandAccepted? Handed, bool IsTaken);

    public bool TryBegin(OutgoingCommand command) => _byId.TryAdd(command.Id, new UnderWay(command.Stream, null, false));

    /// <summary>It is handed to the broker now. Its answer may be here before the broker says that it took it.</summary>
    public void Hand(string stream, CommandAccepted handed) => _byId[handed.CorrelationId] = new UnderWay(stream, handed, false);

    /// <summary>The broker took it. Where its answer is stored already, so is that.</summary>
    public void Take(string correlationId)
    {
        if (_byId.TryGetValue(correlationId, out var handed))
            _byId.TryUpdate(correlationId, handed with { IsTaken = true }, handed);
    }

    /// <summary>The broker did not take it, or it is stored that it did.</summary>
    public void End(string correlationId) => _byId.TryRemove(correlationId, out _);

    /// <summary>That it was handed over, while that is not stored: to be stored when an answer shows that it was taken.</summary>
    public CommandAccepted? HandedOf(string correlationId) => _byId.GetValueOrDefault(correlationId)?.Handed;

    /// <summary>What was handed over before this and taken, and nobody answered.</summary>
    public IReadOnlyList<(string Stream, CommandAccepted Taken)> TakenBefore(DateTimeOffset before) =>
        [.. _byId.Values.Where(c => c.IsTaken && c.Handed!.At < before).Select(c => (c.Stream, c.Handed!))];
}
