using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

public static class SendCommand
{
    private static readonly string OpsAllowed = string.Join(", ", CommandOps.All.Where(o => o != CommandOps.Event));

    public static async Task<ProblemDetails> ValidateAsync(
        string venId,
        SendCommandRequest? request,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await FindVen.OrNotFoundAsync(session, venId, cancellation) is var notFound && ReferenceEquals(notFound, Problems.None)
            ? Check(request)
            : notFound;

    /// <summary>Sends a command to a VEN, outside of any event.</summary>
    [WolverinePost("/api/vens/{venId}/commands")]
    public static (Accepted<CommandTaken>, AppendTo, PublishCommands) Post(string venId, SendCommandRequest request, TimeProvider clock) =>
        DirectCommand.Send(venId, request, clock.GetUtcNow());

    private static ProblemDetails Check(SendCommandRequest? body)
    {
        if (body is null)
            return FieldErrors.NoBody;
        var op = CommandOps.Canonical(body.Op ?? "");
        return new FieldErrors()
            .If(!CommandOps.All.Contains(op) || op == CommandOps.Event, "op", "is none of " + OpsAllowed)
            .If(op == CommandOps.ShedPanel && body.RequestedReductionKw is null, "requestedReductionKw", "is missing")
            .If(op == CommandOps.ShedLoad && body.ReduceKw is null, "reduceKw", "is missing")
            .If(op is CommandOps.ShedLoad or CommandOps.SetLoad && string.IsNullOrEmpty(body.LoadId), "loadId", "is missing")
            .Text(body.What, "what", 128)
            .If(op == CommandOps.Get && body.What is not ("status" or "config" or "loads"), "what", "is none of status, config, loads")
            .Text(body.LoadId, "loadId", 128)
            .Positive(body.RequestedReductionKw, "requestedReductionKw", 1e6)
            .Positive(body.ReduceKw, "reduceKw", 1e6)
            .Range(body.DurationS, "durationS", 1, DirectCommand.DurationMaxS)
            .Range(body.CapacityKw, "capacityKw", 0, 1e6)
            .Range(body.Priority, "priority", 0, 1_000_000)
            .Range(body.ReportIntervalSeconds, "reportIntervalSeconds", 1, 86_400)
            .Range(body.TargetPowerKw, "targetPowerKw", -1e6, 1e6)
            .Answer;
    }
}
