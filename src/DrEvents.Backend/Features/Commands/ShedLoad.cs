namespace DrEvents.Backend.Features.Commands;

/// <summary>Shedding one load: <c>POST /api/vens/{venId}/loads/{loadId}/commands/shed</c>. It becomes the command <c>shedLoad</c>.</summary>
public static class ShedLoad
{
    public static Task<ProblemDetails> ValidateAsync(
        string venId,
        string loadId,
        ShedLoadRequest? request,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        DirectCommand.CheckAsync(
            session,
            venId,
            loadId,
            request is null
                ? FieldErrors.NoBody
                : new FieldErrors()
                    .If(request.AmountKw is null, "amountKw", "is missing")
                    .If(request.AmountKw <= 0, "amountKw", "has to be more than 0")
                    .Range(request.AmountKw, "amountKw", double.MinValue, 1e6)
                    .Range(request.DurationS, "durationS", 1, DirectCommand.DurationMaxS)
                    .Answer,
            cancellation
        );

    /// <summary>Sheds one load of a VEN, by the command <c>shedLoad</c>.</summary>
    [WolverinePost("/api/vens/{venId}/loads/{loadId}/commands/shed")]
    public static (Accepted<CommandTaken>, AppendTo, PublishCommands) Post(
        string venId,
        string loadId,
        ShedLoadRequest request,
        TimeProvider clock
    ) =>
        DirectCommand.Send(
            venId,
            new SendCommandRequest(CommandOps.ShedLoad, DurationS: request.DurationS, LoadId: loadId, ReduceKw: request.AmountKw),
            clock.GetUtcNow()
        );
}
