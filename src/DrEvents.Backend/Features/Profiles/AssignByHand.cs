using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Backend.Features.Profiles;

[Middleware(typeof(KnownVen))]
public static class AssignByHand
{
    public static ProblemDetails Validate(AssignProfileRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(AssignableProfiles.Find(request.Profile) is null, "profile", $"is none of {AssignableProfiles.Names}")
                .If(string.IsNullOrWhiteSpace(request.Why), "why", "is missing")
                .Text(request.Why, "why", AssignedTexts.WhyMax)
                .Text(request.Who, "who", AssignedTexts.WhoMax)
                .Answer;

    /// <summary>Assigns a profile to a VEN by hand: from its next event on it is measured by that one first.</summary>
    /// <remarks>It stays until it is taken away by DELETE: no back-test changes it. The same again changes nothing.</remarks>
    [WolverinePut("/api/vens/{venId}/profile")]
    [Needs(Need.Settle)]
    public static async Task<VenProfileView> Put(
        string venId,
        AssignProfileRequest request,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var profile = AssignableProfiles.Find(request.Profile)!;
        var (holds, _) = await Assigning.AppendAsync(session, venId, Made, clock, cancellation);
        return ProfileViews.Of(venId, holds);

        ProfileAssigned Made(ProfileAssigned? before, DateTimeOffset now) =>
            new(venId, profile.Name, profile.Version, AssignedBy.Hand, request.Why!.Trim(), request.Who?.Trim(), null, now);
    }
}

[Middleware(typeof(KnownVen))]
public static class TakeAssignedAway
{
    private const string Why = "taken away";

    /// <summary>Takes the profile of a VEN away: it is measured in the order of the settings again, and back-tests may assign one.</summary>
    [WolverineDelete("/api/vens/{venId}/profile")]
    [Needs(Need.Settle)]
    public static async Task<VenProfileView> Delete(
        string venId,
        IDocumentSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (holds, _) = await Assigning.AppendAsync(
            session,
            venId,
            (_, now) => new ProfileAssigned(venId, null, null, AssignedBy.Hand, Why, null, null, now),
            clock,
            cancellation
        );
        return ProfileViews.Of(venId, holds);
    }
}

[Middleware(typeof(KnownVen))]
public static class GetVenProfile
{
    /// <summary>Shows by which profile a VEN is measured first, since when and why; null where it is by the order of the settings.</summary>
    [WolverineGet("/api/vens/{venId}/profile")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<VenProfileView> Get(string venId, IQuerySession session, TimeProvider clock, CancellationToken cancellation) =>
        ProfileViews.Of(venId, (await session.AssignedAsync([venId], clock.GetUtcNow(), cancellation)).GetValueOrDefault(venId));
}

/// <summary>How long its texts may be, characters.</summary>
public static class AssignedTexts
{
    public const int WhyMax = 500;
    public const int WhoMax = 100;
}

/// <summary>Appends assignments, one after the other for each VEN, and none that says what holds already.</summary>
public static class Assigning
{
    /// <summary>What holds of the VEN afterwards, and whether it was appended now.</summary>
    /// <param name="next">From what held before and now; null where nothing is to be changed.</param>
    public static async Task<(ProfileAssigned? Holds, bool IsNew)> AppendAsync(
        IDocumentSession session,
        string venId,
        Func<ProfileAssigned?, DateTimeOffset, ProfileAssigned?> next,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var stream = ProfileAssigned.StreamOf(venId);
        await session.HoldAsync(stream, cancellation);
        var now = clock.GetUtcNow();
        var before = (await session.AssignedAsync([venId], now, cancellation)).GetValueOrDefault(venId);
        // Without any there is nothing to take away.
        if (next(before, now) is not { } made || made.IsSame(before) || (before is null && made.Profile is null))
            return (before, false);
        session.Events.Append(stream, made);
        return (made, true);
    }
}
