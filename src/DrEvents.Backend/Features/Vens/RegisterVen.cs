namespace DrEvents.Backend.Features.Vens;

/// <summary>A VEN is registered under its registration id, or under a new one.</summary>
public static class RegisterVen
{
    public static ProblemDetails Validate(RegisterVenRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(string.IsNullOrWhiteSpace(request.Name), "name", "is missing")
                .If(request.RegistrationId is { } id && !VenIds.IsValid(id), "registrationId", $"is not {VenIds.Form}")
                .CheckVen(Said(request))
                .Answer;

    /// <summary>Registers a VEN; the same registration again answers with the same VEN.</summary>
    [WolverinePost("/api/vens")]
    [Needs(Need.ManageVens)]
    public static async Task<(Results<Created<VenView>, Ok<VenView>>, AppendTo?)> Post(
        RegisterVenRequest request,
        IDocumentSession session,
        FiguresOfVen figuresOf,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var venId = request.RegistrationId ?? "ven-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        // There is nothing yet that could be locked, so registering is.
        await session.HoldAsync(Admission.Registration, cancellation);
        var known = await session.LockAsync<Ven>([Ven.StreamOf(venId)], cancellation) is [{ Removed: false } found] ? found : null;
        var (stream, now) = (Ven.StreamOf(venId), clock.GetUtcNow());
        object? stored = known switch
        {
            null => new VenRegistered(
                request.Name!,
                request.Location ?? new GeoLocation(0, 0),
                request.Groups ?? [],
                request.Address,
                request.Status != VenLimits.Disabled,
                ByFirstMessage: false,
                now,
                request.Limits,
                request.SharedTopic is true
            ),
            // One that registered itself by a message has no name yet, and gets one.
            { Name.Length: 0 } => known.Changed(Said(request), now),
            _ => null,
        };
        var ven = stored is null ? known! : Ven.Fold(known, stream, stored)!;
        var view = VenViews.Of(ven, await figuresOf(session, ven, now, cancellation));
        var append = stored is null ? null : new AppendTo(stream, stored);
        return (known is null ? TypedResults.Created($"/api/vens/{venId}", view) : TypedResults.Ok(view), append);
    }

    private static ChangeVenRequest Said(RegisterVenRequest request) =>
        new(
            request.Name,
            request.Location,
            request.Status ?? "enabled",
            request.Groups,
            request.Address,
            request.Limits,
            request.SharedTopic
        );
}
