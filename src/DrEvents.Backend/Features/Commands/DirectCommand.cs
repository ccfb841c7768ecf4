using DrEvents.Backend.Features.Participations;

namespace DrEvents.Backend.Features.Commands;

public static class DirectCommand
{
    private const int DurationDefaultS = 3600;
    public const int DurationMaxS = 86_400;

    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromMinutes(5);

    public static (Accepted<CommandTaken>, AppendTo, PublishCommands) Send(string venId, SendCommandRequest request, DateTimeOffset now)
    {
        var op = CommandOps.Canonical(request.Op!);
        var sheds = op is CommandOps.ShedPanel or CommandOps.ShedLoad;
        var endsAt = sheds ? now.AddSeconds(request.DurationS ?? DurationDefaultS) : (DateTimeOffset?)null;
        var command = new CommandDispatched(
            DirectCommands.NewId(),
            op,
            Revision: 1,
            request.RequestedReductionKw,
            endsAt,
            endsAt ?? now + AnsweredWithin,
            "direct command",
            new DirectOrder(
                request.LoadId,
                request.ReduceKw,
                request.Enabled,
                request.CapacityKw,
                request.Priority,
                request.What,
                request.ReportIntervalSeconds,
                request.TargetPowerKw
            ),
            now
        );
        var stream = Participation.StreamOf(command.CorrelationId, venId);
        var taken = new CommandTaken(command.CorrelationId, venId, op, CommandStatus.Dispatched);
        var publish = new PublishCommands([OutgoingCommand.From(stream, command)]);
        return (TypedResults.Accepted((string?)null, taken), new AppendTo(stream, command), publish);
    }
}
