using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Vens;

/// <summary>
/// Commands to one VEN outside of any event. Each is stored on a stream of its own, and sent and repeated like those of events.
/// </summary>
public static class CommandVen
{
    private const int DurationDefaultS = 3600;
    private const int DurationMaxS = 86_400;

    /// <summary>How long a command that has no duration of its own waits for its answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Sends any command of the contract.</summary>
    [WolverinePost("/api/vens/{venId}/commands")]
    public static Task<IResult> Send(
        string venId,
        SendCommandRequest? request,
        IDocumentStore store,
        Dispatcher dispatcher,
        TimeProvider clock,
        CancellationToken cancellation
    ) => SendAsync(venId, request, Check(request), null, store, dispatcher, clock, cancellation);

    /// <summary>Changes a load: becomes <c>setLoad</c>.</summary>
    [WolverinePatch("/api/vens/{venId}/loads/{loadId}")]
    public static Task<IResult> ChangeLoad(
        string venId,
        string loadId,
        ChangeLoadRequest? request,
        IDocumentStore store,
        Dispatcher dispatcher,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var errors = new FieldErrors()
            .If(request is null, "body", "is missing")
            .If(request == new ChangeLoadRequest(), "body", "names nothing to change")
            .Range(request?.CapacityKw, "capacityKw", 0, 1e6)
            .Range(request?.Priority, "priority", 0, 1_000_000);
        var command = new SendCommandRequest(
            CommandOps.SetLoad,
            LoadId: loadId,
            Enabled: request?.Enabled,
            CapacityKw: request?.CapacityKw,
            Priority: request?.Priority
        );
        return SendAsync(venId, command, errors.Answer, loadId, store, dispatcher, clock, cancellation);
    }

    /// <summary>Sheds one load: becomes <c>shedLoad</c>.</summary>
    [WolverinePost("/api/vens/{venId}/loads/{loadId}/commands/shed")]
    public static Task<IResult> ShedLoad(
        string venId,
        string loadId,
        ShedLoadRequest? request,
        IDocumentStore store,
        Dispatcher dispatcher,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var errors = new FieldErrors()
            .If(request?.AmountKw is null, "amountKw", "is missing")
            .If(request?.AmountKw <= 0, "amountKw", "has to be more than 0")
            .Range(request?.AmountKw, "amountKw", double.MinValue, 1e6)
            .Range(request?.DurationS, "durationS", 1, DurationMaxS);
        var command = new SendCommandRequest(
            CommandOps.ShedLoad,
            DurationS: request?.DurationS,
            LoadId: loadId,
            ReduceKw: request?.AmountKw
        );
        return SendAsync(venId, command, errors.Answer, loadId, store, dispatcher, clock, cancellation);
    }

    private static IResult? Check(SendCommandRequest? request)
    {
        var errors = new FieldErrors().If(request is null, "body", "is missing");
        if (request is null)
            return errors.Answer;
        var op = CommandOps.Canonical(request.Op ?? "");
        var namesLoad = op is CommandOps.ShedLoad or CommandOps.SetLoad;
        return errors
            .If(
                !CommandOps.All.Contains(op) || op == CommandOps.Event,
                "op",
                "is none of " + string.Join(", ", CommandOps.All.Where(o => o != CommandOps.Event))
            )
            .If(op == CommandOps.ShedPanel && request.RequestedReductionKw is null, "requestedReductionKw", "is missing")
            .If(op == CommandOps.ShedLoad && request.ReduceKw is null, "reduceKw", "is missing")
            .If(namesLoad && string.IsNullOrEmpty(request.LoadId), "loadId", "is missing")
            .Text(request.What, "what", 128)
            .If(op == CommandOps.Get && request.What is not ("status" or "config" or "loads"), "what", "is none of status, config, loads")
            .Text(request.LoadId, "loadId", 128)
            .If(request.RequestedReductionKw <= 0, "requestedReductionKw", "has to be more than 0")
            .Range(request.RequestedReductionKw, "requestedReductionKw", double.MinValue, 1e6)
            .If(request.ReduceKw <= 0, "reduceKw", "has to be more than 0")
            .Range(request.ReduceKw, "reduceKw", double.MinValue, 1e6)
            .Range(request.DurationS, "durationS", 1, DurationMaxS)
            .Range(request.CapacityKw, "capacityKw", 0, 1e6)
            .Range(request.Priority, "priority", 0, 1_000_000)
            .Range(request.ReportIntervalSeconds, "reportIntervalSeconds", 1, 86_400)
            .Range(request.TargetPowerKw, "targetPowerKw", -1e6, 1e6)
            .Answer;
    }

    private static async Task<IResult> SendAsync(
        string venId,
        SendCommandRequest? request,
        IResult? wrong,
        string? loadId,
        IDocumentStore store,
        Dispatcher dispatcher,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await using (var session = store.QuerySession())
        {
            if (await VenReader.FindAsync(session, venId, cancellation) is not { } ven)
                return Problems.NotFound("VEN", venId);
            if (loadId is not null && ven.Loads.All(l => l.Id != loadId))
                return Problems.NotFound($"load of VEN {venId} called", loadId);
        }
        if (wrong is not null)
            return wrong;
        var command = Command(request!, clock.GetUtcNow());
        await dispatcher.DispatchAsync(venId, command, cancellation);
        return Results.Accepted(value: new CommandTaken(command.CorrelationId, venId, command.Op, CommandStatus.Dispatched));
    }

    private static CommandDispatched Command(SendCommandRequest request, DateTimeOffset now)
    {
        var op = CommandOps.Canonical(request.Op!);
        var sheds = op is CommandOps.ShedPanel or CommandOps.ShedLoad;
        var endsAt = sheds ? now.AddSeconds(request.DurationS ?? DurationDefaultS) : (DateTimeOffset?)null;
        return new CommandDispatched(
            DirectCommands.NewId(),
            op,
            Revision: 1,
            request.RequestedReductionKw,
            endsAt,
            endsAt ?? now + Patience,
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
    }
}
