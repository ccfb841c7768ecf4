using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

[Middleware(typeof(KnownVen))]
public static class SendCommand
{
    private static readonly string OpsAllowed = string.Join(", ", CommandOps.All.Where(o => o != CommandOps.Event));

    public static async Task<ProblemDetails> ValidateAsync(
        string venId,
        SendCommandRequest? request,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        var op = CommandOps.Canonical(request.Op ?? "");
        var errors = new FieldErrors()
            .If(!CommandOps.All.Contains(op) || op == CommandOps.Event, "op", "is none of " + OpsAllowed)
            .If(op == CommandOps.ShedPanel && request.RequestedReductionKw is null, "requestedReductionKw", "is missing")
            .If(op == CommandOps.ShedLoad && request.ReduceKw is null, "reduceKw", "is missing")
            .If(op is CommandOps.ShedLoad or CommandOps.SetLoad && string.IsNullOrEmpty(request.LoadId), "loadId", "is missing")
            .Text(request.What, "what", 128)
            .If(op == CommandOps.Get && request.What is not ("status" or "config" or "loads"), "what", "is none of status, config, loads")
            .Text(request.LoadId, "loadId", 128)
            .Positive(request.RequestedReductionKw, "requestedReductionKw", 1e6)
            .Positive(request.ReduceKw, "reduceKw", 1e6)
            .Range(request.DurationS, "durationS", 1, DirectCommand.DurationMaxS)
            .Range(request.CapacityKw, "capacityKw", 0, 1e6)
            .Range(request.Priority, "priority", 0, 1_000_000)
            .Range(request.ReportIntervalSeconds, "reportIntervalSeconds", 1, 86_400)
            .Range(request.TargetPowerKw, "targetPowerKw", -1e6, 1e6);
        return errors.None
            ? ExemptVens.Answer(await ExemptVens.KeptAsync(session, venId, ExemptVens.TakesPower(request), cancellation), clock.GetUtcNow())
            : errors.Answer;
    }

    /// <summary>Sends a command to a VEN, outside of any event.</summary>
    [WolverinePost("/api/vens/{venId}/commands")]
    [Needs(Need.CallEvents)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (Accepted<CommandTaken>, AppendTo, PublishCommands) Post(string venId, SendCommandRequest request, TimeProvider clock) =>
        DirectCommand.Send(venId, request, clock.GetUtcNow());
}
