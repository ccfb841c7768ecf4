namespace DrEvents.Backend.Features.Commands;

[Middleware(typeof(KnownLoad))]
public static class ChangeLoad
{
    public static ProblemDetails Validate(ChangeLoadRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(request == new ChangeLoadRequest(), "body", "names nothing to change")
                .Range(request.CapacityKw, "capacityKw", 0, 1e6)
                .Range(request.Priority, "priority", 0, 1_000_000)
                .Answer;

    /// <summary>Changes a load of a VEN, by the command <c>setLoad</c>.</summary>
    [WolverinePatch("/api/vens/{venId}/loads/{loadId}")]
    public static (Accepted<CommandTaken>, AppendTo, PublishCommands) Patch(
        string venId,
        string loadId,
        ChangeLoadRequest request,
        TimeProvider clock
    ) =>
        DirectCommand.Send(
            venId,
            new SendCommandRequest(
                CommandOps.SetLoad,
                LoadId: loadId,
                Enabled: request.Enabled,
                CapacityKw: request.CapacityKw,
                Priority: request.Priority
            ),
            clock.GetUtcNow()
        );
}
