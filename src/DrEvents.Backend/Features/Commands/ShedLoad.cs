namespace DrEvents.Backend.Features.Commands;

[Middleware(typeof(KnownLoad))]
public static class ShedLoad
{
    public static ProblemDetails Validate(ShedLoadRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(request.AmountKw is null, "amountKw", "is missing")
                .Positive(request.AmountKw, "amountKw", 1e6)
                .Range(request.DurationS, "durationS", 1, DirectCommand.DurationMaxS)
                .Answer;

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
