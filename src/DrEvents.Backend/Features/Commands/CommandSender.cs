using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Publishes stored commands, as many at once as the broker allows. What is lost, the <see cref="Outbox"/> finds again.</summary>
public sealed class CommandSender(
    IBroker broker,
    CommandsUnderWay underWay,
    Pressure pressure,
    CommandMetrics metrics,
    CommandSigner signer,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<CommandSender> log
)
{
    public const string CommandSpan = "drevents command";

    /// <summary>Of the commands of a traced event, those whose way is recorded: ten thousand ways beside each other nobody reads.</summary>
    private const int TracedPerSecondMax = 20;
    private readonly SpanBudget _traced = new(TracedPerSecondMax, clock);

    /// <summary>Begins to publish these commands; those under way already are left alone. Returns at once.</summary>
    public void Send(IReadOnlyCollection<OutgoingCommand> commands)
    {
        var publishing = new List<Task<OutgoingCommand?>>(commands.Count);
        var urgent = pressure.BeginCommands();
        foreach (var command in commands)
        {
            if (underWay.TryBegin(command))
                publishing.Add(PublishAsync(command));
        }
        _ = EndAsync(publishing, urgent);
    }

    /// <summary>Tells once of all that did not go out together, by event; each is sent again.</summary>
    private async Task EndAsync(List<Task<OutgoingCommand?>> publishing, IDisposable urgent)
    {
        var left = await Task.WhenAll(publishing);
        urgent.Dispose();
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return;
        foreach (var owner in left.OfType<OutgoingCommand>().GroupBy(c => c.Owner))
            log.LogWarning(
                "{Count} commands of {EventId} did not go out and are sent again, that for {VenId} among them: {Problem}",
                owner.Count(),
                owner.Key,
                owner.First().VenId,
                broker.Problem ?? "the broker did not take them"
            );
    }

    /// <summary>Null when the broker took it, else the command.</summary>
    private async Task<OutgoingCommand?> PublishAsync(OutgoingCommand outgoing)
    {
        var id = outgoing.Id;
        using var span = BeginSpan();
        span?.SetTag(Tracing.EventId, outgoing.Owner)
            .SetTag(Tracing.VenId, outgoing.VenId)
            .SetTag(Tracing.CorrelationId, id)
            .SetTag("drevents.command.op", outgoing.Life.Op)
            .SetTag("drevents.command.attempt", outgoing.Life.Attempts + 1);
        var stopping = lifetime.ApplicationStopping;
        var isTaken = false;
        try
        {
            await signer.Ready.WaitAsync(stopping);
            isTaken = await broker.PublishAsync(
                Topics.Command(outgoing.VenId),
                outgoing.Payload(clock.GetUtcNow(), signer.Sign),
                at => Hand(outgoing, at),
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
        metrics.Sent(outgoing.Life.Op, isTaken);
        if (isTaken)
        {
            underWay.Take(id);
            return null;
        }
        span.Fails(broker.Problem ?? "not taken");
        underWay.End(id);
        return outgoing;
    }

    private Activity? BeginSpan()
    {
        if (Activity.Current is not { Recorded: true } || _traced.Take())
            return Tracing.Source.StartActivity(CommandSpan, ActivityKind.Producer);
        // Then it carries no trace, and its answer begins none.
        Activity.Current = null;
        return null;
    }

    private void Hand(OutgoingCommand outgoing, DateTimeOffset at)
    {
        underWay.Hand(outgoing.Stream, new CommandAccepted(outgoing.Id, outgoing.Life.Attempts + 1, at));
        if (outgoing.Life.Attempts == 0)
            metrics.Handed(at - outgoing.Life.ReadyAt);
        if (Activity.Current is { Recorded: true } span)
            span.AddEvent(new("handed to the broker", at));
    }
}

/// <summary>Commands that this process sends, until it is stored that the broker took them: mostly together with their answers, as one event.</summary>
public sealed class CommandsUnderWay
{
    private readonly ConcurrentDictionary<string, UnderWay> _byId = new();

    private sealed record UnderWay(string Stream, CommandAccepted? Handed, bool IsTaken, ActivityContext? Trace = null);

    public int Count => _byId.Count;

    public bool TryBegin(OutgoingCommand command) => _byId.TryAdd(command.Id, new UnderWay(command.Stream, null, false));

    /// <summary>It is handed to the broker now. Its answer may be here before the broker says that it took it.</summary>
    public void Hand(string stream, CommandAccepted handed) =>
        _byId[handed.CorrelationId] = new UnderWay(
            stream,
            handed,
            false,
            Activity.Current is { Recorded: true } span ? span.Context : null
        );

    /// <summary>The trace that it went out with, while its answer is awaited.</summary>
    public ActivityContext? TraceOf(string correlationId) => _byId.GetValueOrDefault(correlationId)?.Trace;

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
