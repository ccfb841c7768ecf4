using System.Security.Claims;
using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Programmes;

public static class OpenProgramme
{
    public static ProblemDetails Validate(OpenProgrammeRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(!ProgrammeRules.IsId(request.Id), "id", $"is not 1 to {ProgrammeRules.IdLengthMax} characters of a-z 0-9 -")
                .If(string.IsNullOrWhiteSpace(request.Name), "name", "is missing")
                .Text(request.Name, "name", ProgrammeRules.NameLengthMax)
                .CheckTerms(request.Terms)
                .Answer;

    /// <summary>Opens a programme: from then on VENs can be enrolled in it, and events be called in it.</summary>
    [WolverinePost("/api/programmes")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Created<ProgrammeView>, ProblemHttpResult>> Post(
        OpenProgrammeRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var stream = Programme.StreamOf(request.Id!);
        await session.HoldAsync(stream, cancellation);
        if (await session.LoadAsync<Programme>(stream, cancellation) is not null)
            return TypedResults.Problem(Problems.Conflict($"There is a programme {request.Id} already"));
        var terms = request.Terms ?? new ProgrammeTerms();
        var opened = new ProgrammeOpened(request.Name!.Trim(), terms, Caller.Of(user)!.Name, clock.GetUtcNow());
        session.Events.Append(stream, opened);
        return TypedResults.Created($"/api/programmes/{request.Id}", Programme.Fold(null, stream, opened)!.View());
    }
}

public static class ChangeProgramme
{
    public static string Stream(string programmeId) => Programme.StreamOf(programmeId);

    public static ProblemDetails Validate(string programmeId, ChangeProgrammeRequest? request, Programme? programme)
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors()
            .If(request.Name is { } name && string.IsNullOrWhiteSpace(name), "name", "is empty")
            .Text(request.Name, "name", ProgrammeRules.NameLengthMax)
            .If(request is { Name: null, Terms: null }, "body", "names nothing to change")
            .CheckWhy(request.Why)
            .CheckTerms(request.Terms);
        return errors.None ? KnownProgramme.OrNot(programme, programmeId) : errors.Answer;
    }

    /// <summary>Changes the name or the terms of a programme, for events that are asked for from then on.</summary>
    [WolverinePatch("/api/programmes/{programmeId}")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (ProgrammeView, ProgrammeChanged) Patch(
        ChangeProgrammeRequest request,
        [Locked(FromMethod = nameof(Stream))] Programme? programme,
        ClaimsPrincipal user,
        TimeProvider clock
    )
    {
        var changed = new ProgrammeChanged(
            request.Name?.Trim() ?? programme!.Name,
            request.Terms ?? programme!.Terms,
            request.Why!.Trim(),
            Caller.Of(user)!.Name,
            clock.GetUtcNow()
        );
        return (Programme.Fold(programme, programme!.Id, changed)!.View(), changed);
    }
}

/// <summary>Asks the room of events whether there are events in a programme that are not over.</summary>
public delegate Task<bool> HasEventsAhead(IQuerySession session, string programmeId, CancellationToken cancellation);

public static class CloseProgramme
{
    public static string Stream(string programmeId) => Programme.StreamOf(programmeId);

    public static async Task<ProblemDetails> ValidateAsync(
        string programmeId,
        CloseProgrammeRequest? request,
        Programme? programme,
        IQuerySession session,
        HasEventsAhead hasEvents,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors().CheckWhy(request.Why);
        if (!errors.None)
            return errors.Answer;
        if (programme is not { IsOpen: true })
            return KnownProgramme.OrNot(programme, programmeId);
        return await hasEvents(session, programmeId, cancellation)
            ? Problems.Conflict($"Programme {programmeId} has events that are not over: cancel or stop them first")
            : Problems.None;
    }

    /// <summary>Closes a programme: no event is called in it any more, and its VENs may be called by others.</summary>
    [WolverinePost("/api/programmes/{programmeId}/close")]
    [Needs(Need.Administer)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (ProgrammeView, ProgrammeClosed) Post(
        CloseProgrammeRequest request,
        [Locked(FromMethod = nameof(Stream))] Programme? programme,
        ClaimsPrincipal user,
        TimeProvider clock
    )
    {
        var closed = new ProgrammeClosed(request.Why!.Trim(), Caller.Of(user)!.Name, clock.GetUtcNow());
        return (Programme.Fold(programme, programme!.Id, closed)!.View(), closed);
    }
}
