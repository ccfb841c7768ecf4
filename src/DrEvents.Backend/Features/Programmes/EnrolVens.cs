using System.Security.Claims;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Programmes;

public static class EnrolVens
{
    private const int TextMax = 200;

    public static async Task<ProblemDetails> ValidateAsync(
        string programmeId,
        EnrolVensRequest? request,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors()
            .CheckVens(request.VenIds)
            .If(string.IsNullOrWhiteSpace(request.ConsentBy), "consentBy", "is missing: no home takes part without somebody's consent")
            .Text(request.ConsentBy, "consentBy", TextMax)
            .Text(request.ConsentReference, "consentReference", TextMax);
        return errors.None ? KnownProgramme.OrNot(await session.ProgrammeAsync(programmeId, cancellation), programmeId) : errors.Answer;
    }

    /// <summary>Enrols VENs in a programme, with who agreed to it. Those that can be are, all at once; the answer says of each.</summary>
    [WolverinePost("/api/programmes/{programmeId}/enrolments")]
    [Needs(Need.ManageVens)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<EnrolmentsChanged> Post(
        string programmeId,
        EnrolVensRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (by, now) = (Caller.Of(user)!.Name, clock.GetUtcNow());
        var vens = await session.LoadManyAsync<Ven>(cancellation, request.VenIds!.Select(Ven.StreamOf));
        var known = vens.Where(v => !v.Removed).Select(v => v.VenId).ToHashSet();
        return await Enrolments.StoreAsync(session, programmeId, request.VenIds!, Enrol, cancellation);

        (string Outcome, object? Stored) Enrol(string venId, Enrolment? before) =>
            !known.Contains(venId) ? (Enrolments.NotFound, null)
            : before is { IsIn: true } ? (Enrolments.Unchanged, null)
            : (
                Enrolments.Changed,
                new VenEnrolled(programmeId, venId, request.ConsentBy!.Trim(), request.ConsentReference?.Trim(), by, now)
            );
    }
}

public static class LeaveProgramme
{
    public static async Task<ProblemDetails> ValidateAsync(
        string programmeId,
        LeaveProgrammeRequest? request,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors().CheckVens(request.VenIds).CheckWhy(request.Why);
        return !errors.None ? errors.Answer
            : await session.ProgrammeAsync(programmeId, cancellation) is null ? Problems.NotFound("programme", programmeId)
            : Problems.None;
    }

    /// <summary>Takes VENs out of a programme. Events of it that hold them let them go at once.</summary>
    [WolverinePost("/api/programmes/{programmeId}/leavings")]
    [Needs(Need.ManageVens, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static Task<EnrolmentsChanged> Post(
        string programmeId,
        LeaveProgrammeRequest request,
        ClaimsPrincipal user,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (by, now) = (Caller.Of(user)!.Name, clock.GetUtcNow());
        return Enrolments.StoreAsync(session, programmeId, request.VenIds!, Leave, cancellation);

        (string Outcome, object? Stored) Leave(string venId, Enrolment? before) =>
            before switch
            {
                null => (Enrolments.NotFound, null),
                { IsIn: false } => (Enrolments.Unchanged, null),
                _ => (Enrolments.Changed, new VenLeft(programmeId, venId, request.Why!.Trim(), by, now)),
            };
    }
}

internal static class Enrolments
{
    public const string Changed = "changed";
    public const string Unchanged = "unchanged";
    public const string NotFound = "notFound";
    private const int VensMax = 1_000;

    public static FieldErrors CheckVens(this FieldErrors errors, IReadOnlyList<string>? venIds) =>
        errors
            .If(venIds is null or { Count: 0 or > VensMax }, "venIds", $"does not hold 1 to {VensMax} VENs")
            .If(venIds?.Any(id => !VenIds.IsValid(id)) == true, "venIds", $"holds one that is not {VenIds.Form}");

    /// <summary>Stores what is decided of each, one request after the other for each programme.</summary>
    public static async Task<EnrolmentsChanged> StoreAsync(
        IDocumentSession session,
        string programmeId,
        IReadOnlyList<string> venIds,
        Func<string, Enrolment?, (string Outcome, object? Stored)> decide,
        CancellationToken cancellation
    )
    {
        var stream = Programme.StreamOf(programmeId);
        await session.HoldAsync(stream, cancellation);
        string[] distinct = [.. venIds.Distinct()];
        var enrolments = await session.LoadManyAsync<Enrolment>(cancellation, distinct.Select(v => Enrolment.IdOf(programmeId, v)));
        var before = enrolments.ToDictionary(e => e.VenId);
        var decided = distinct.Select(v => (VenId: v, Decision: decide(v, before.GetValueOrDefault(v)))).ToList();
        object[] stored = [.. decided.Select(d => d.Decision.Stored).OfType<object>()];
        if (stored.Length > 0)
            session.Events.Append(stream, stored);
        var unchanged = decided.Count(d => d.Decision.Outcome == Unchanged);
        return new EnrolmentsChanged(
            stored.Length,
            unchanged,
            decided.Count - stored.Length - unchanged,
            decided.ConvertAll(d => new EnrolmentOutcome(d.VenId, d.Decision.Outcome))
        );
    }
}
