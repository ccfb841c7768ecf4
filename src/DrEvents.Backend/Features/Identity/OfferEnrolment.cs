using System.Security.Claims;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Identity;

public static class OfferEnrolment
{
    /// <summary>Makes a code by which a VEN gets its certificate, once. An earlier code of the VEN holds no longer.</summary>
    /// <remarks>The code is shown in this answer and never again.</remarks>
    [WolverinePost("/api/vens/{venId}/enrolment")]
    [Needs(Need.ManageVens)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<EnrolmentOfferView>, ProblemHttpResult>> Post(
        string venId,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownIdentities known,
        IVenAuthority authority,
        IOptions<IdentityOptions> options,
        IOptions<MqttOptions> mqtt,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (authority.Missing is { } missing)
            return TypedResults.Problem(Problems.Conflict(missing));
        if (venId == mqtt.Value.ClientId || venId.StartsWith(mqtt.Value.ClientId + "-", StringComparison.Ordinal))
            return TypedResults.Problem(
                Problems.Conflict($"{venId} is the backend's own client id at the broker: a VEN by that name would end its connection")
            );
        if (await session.HeldVenAsync(venId, cancellation) is not { } ven)
            return TypedResults.Problem(Problems.NotFound("VEN", venId));
        var (code, now) = (EnrolmentCode.New(), clock.GetUtcNow());
        var offered = new EnrolmentOffered(EnrolmentCode.HashOf(code)!, now.AddHours(options.Value.CodeHours), Caller.Of(user)!.Name, now);
        await session.StoreIdentityAsync(ven, known, cancellation, offered);
        return TypedResults.Ok(new EnrolmentOfferView(venId, code, offered.ExpiresAt));
    }
}

[Middleware(typeof(KnownVen))]
public static class GetEnrolment
{
    /// <summary>Shows whether a VEN has a code by which it can enrol. The code itself nobody is shown again.</summary>
    [WolverineGet("/api/vens/{venId}/enrolment")]
    [Needs(Need.Read, Reach.Path)]
    public static EnrolmentStateView Get(string venId, [NotBody] Ven? ven, TimeProvider clock) =>
        ven!.Identity?.Offer is { } offer
            ? new EnrolmentStateView(ven.VenId, offer.IsOpenAt(clock.GetUtcNow()), offer.ExpiresAt, offer.Used is not null, offer.Refusals)
            : new EnrolmentStateView(ven.VenId, IsOpen: false);
}
