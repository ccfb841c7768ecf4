using System.Security.Claims;
using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Vens;

public static class ExemptVen
{
    private static readonly string Kinds = string.Join(", ", ExemptionKinds.All);

    public static string Stream(string venId) => Ven.StreamOf(venId);

    public static ProblemDetails Validate(string venId, ExemptVenRequest? request, Ven? ven, TimeProvider clock)
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors()
            .If(!ExemptionKinds.All.Contains(request.Kind), "kind", $"is none of {Kinds}")
            .If(string.IsNullOrWhiteSpace(request.Why), "why", "is missing")
            .Text(request.Why, "why", ExemptVens.WhyMax)
            .If(request.Until <= clock.GetUtcNow(), "until", "is not after now");
        return !errors.None ? errors.Answer
            : ven is { Removed: false, Exemption: { } holds } && holds.HoldsAt(clock.GetUtcNow()) && EndsSooner(request, holds)
                ? Problems.Conflict($"VEN {venId} is exempt for longer, which only an administrator ends")
            : FindVen.OrNotFound(ven, venId);
    }

    private static bool EndsSooner(ExemptVenRequest request, Exemption holds) => request.Until is { } until && !(holds.Until <= until);

    /// <summary>Exempts a VEN from all events: from now on nothing is sent to it that takes power away, whoever asks.</summary>
    /// <remarks>Events that hold it let it go at once. Only an administrator ends it; it takes the place of one that holds, and cannot end sooner.</remarks>
    [WolverinePut("/api/vens/{venId}/exemption")]
    [Needs(Need.ManageVens)]
    [PrivateReason]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (ExemptionView, VenExempted) Put(
        ExemptVenRequest request,
        [Locked(FromMethod = nameof(Stream))] Ven? ven,
        ClaimsPrincipal user,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var exempted = new VenExempted(request.Kind!, request.Why!.Trim(), request.Until?.ToUniversalTime(), Caller.Of(user)!.Name, now);
        return (ExemptionViews.Of(Ven.Fold(ven, ven!.Id, exempted)!, now), exempted);
    }
}

public static class EndExemption
{
    public static string Stream(string venId) => Ven.StreamOf(venId);

    public static ProblemDetails Validate(string venId, EndExemptionRequest? request, Ven? ven, TimeProvider clock)
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors()
            .If(string.IsNullOrWhiteSpace(request.Why), "why", "is missing")
            .Text(request.Why, "why", ExemptVens.WhyMax);
        return !errors.None ? errors.Answer
            : ven is not { Removed: false } ? FindVen.OrNotFound(ven, venId)
            : !ven.IsExemptAt(clock.GetUtcNow()) ? Problems.Conflict($"VEN {venId} is not exempt")
            : Problems.None;
    }

    /// <summary>Ends the exemption of a VEN: events may call it again.</summary>
    [WolverineDelete("/api/vens/{venId}/exemption")]
    [Needs(Need.Administer)]
    [PrivateReason]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static (ExemptionView, ExemptionEnded) Delete(
        EndExemptionRequest request,
        [Locked(FromMethod = nameof(Stream))] Ven? ven,
        ClaimsPrincipal user,
        TimeProvider clock
    )
    {
        var now = clock.GetUtcNow();
        var ended = new ExemptionEnded(request.Why!.Trim(), Caller.Of(user)!.Name, now);
        return (ExemptionViews.Of(Ven.Fold(ven, ven!.Id, ended)!, now), ended);
    }
}

[Middleware(typeof(KnownVen))]
public static class GetExemption
{
    /// <summary>Shows whether a VEN is exempt from all events, since when and why.</summary>
    [WolverineGet("/api/vens/{venId}/exemption")]
    [Needs(Need.ManageVens)]
    public static ExemptionView Get(string venId, [NotBody] Ven? ven, TimeProvider clock) => ExemptionViews.Of(ven!, clock.GetUtcNow());
}

public static class ExemptionViews
{
    public static ExemptionView Of(Ven ven, DateTimeOffset now) =>
        ven.Exemption is { } e
            ? new ExemptionView(ven.VenId, e.HoldsAt(now), e.Kind, e.Why, e.Since, e.Until, e.By)
            : new ExemptionView(ven.VenId, IsExempt: false);
}
