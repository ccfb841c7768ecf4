using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Runs before endpoints whose route names a load of a VEN, which may take that VEN as it is now: 404 when there is none.</summary>
public static class KnownLoad
{
    public static async Task<(Ven?, ProblemDetails)> BeforeAsync(
        string venId,
        string loadId,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var ven = await FindVen.AsNowAsync(session, venId, cancellation);
        return ven is null || ven.Loads.Any(l => l.Id == loadId)
            ? (ven, FindVen.OrNotFound(ven, venId))
            : (ven, Problems.NotFound($"load of VEN {venId} called", loadId));
    }
}

[Middleware(typeof(KnownLoad))]
public static class ChangeLoad
{
    public static async Task<ProblemDetails> ValidateAsync(
        string venId,
        ChangeLoadRequest? request,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors()
            .If(request == new ChangeLoadRequest(), "body", "names nothing to change")
            .Range(request.CapacityKw, "capacityKw", 0, 1e6)
            .Range(request.Priority, "priority", 0, 1_000_000);
        return errors.None
            ? ExemptVens.Answer(
                await ExemptVens.KeptAsync(session, venId, ExemptVens.TakesPower(AsCommand("", request)), cancellation),
                clock.GetUtcNow()
            )
            : errors.Answer;
    }

    /// <summary>Changes a load of a VEN, by the command <c>setLoad</c>.</summary>
    [WolverinePatch("/api/vens/{venId}/loads/{loadId}")]
    [Needs(Need.ManageVens)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<(Accepted<LoadChangeTaken>, AppendTo, PublishCommands)> Patch(
        string venId,
        string loadId,
        ChangeLoadRequest request,
        [NotBody] Ven? ven,
        IQuerySession session,
        FiguresOfVen figuresOf,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var (sent, stored, publish) = DirectCommand.Send(venId, AsCommand(loadId, request), now);
        var load = (await figuresOf(session, ven!, now, cancellation)).Loads.First(l => l.Id == loadId);
        return (TypedResults.Accepted((string?)null, Taken(load, sent.Value!)), stored, publish);
    }

    private static SendCommandRequest AsCommand(string loadId, ChangeLoadRequest request) =>
        new(CommandOps.SetLoad, LoadId: loadId, Enabled: request.Enabled, CapacityKw: request.CapacityKw, Priority: request.Priority);

    private static LoadChangeTaken Taken(LoadView load, CommandTaken command) =>
        new(
            load.Id,
            load.Name,
            load.Type,
            load.CapacityKw,
            load.ShedCapabilityKw,
            load.CurrentPowerKw,
            load.Enabled,
            load.Priority,
            command.CorrelationId,
            command.VenId,
            command.Op,
            command.Status
        );
}

[Middleware(typeof(KnownLoad))]
public static class ShedLoad
{
    public static async Task<ProblemDetails> ValidateAsync(
        string venId,
        ShedLoadRequest? request,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors()
            .If(request.AmountKw is null, "amountKw", "is missing")
            .Positive(request.AmountKw, "amountKw", 1e6)
            .Range(request.DurationS, "durationS", 1, DirectCommand.DurationMaxS);
        return errors.None
            ? ExemptVens.Answer(await ExemptVens.KeptAsync(session, venId, takesPower: true, cancellation), clock.GetUtcNow())
            : errors.Answer;
    }

    /// <summary>Sheds one load of a VEN, by the command <c>shedLoad</c>.</summary>
    [WolverinePost("/api/vens/{venId}/loads/{loadId}/commands/shed")]
    [Needs(Need.CallEvents)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (Accepted<CommandTaken>, AppendTo, PublishCommands) Post(
        string venId,
        string loadId,
        ShedLoadRequest request,
        TimeProvider clock
    )
    {
        var asked = new SendCommandRequest(CommandOps.ShedLoad, DurationS: request.DurationS, LoadId: loadId, ReduceKw: request.AmountKw);
        return DirectCommand.Send(venId, asked, clock.GetUtcNow());
    }
}
