namespace DrEvents.Backend.Features.Vens;

/// <summary>A VEN that is to be registered; known when there is one of that id that was not removed.</summary>
public sealed record Registration(string VenId, Ven? Known, VenFigures Figures);

/// <summary>A VEN is registered under its registration id, or under a new one.</summary>
public static class RegisterVen
{
    public static ProblemDetails Validate(RegisterVenRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(string.IsNullOrWhiteSpace(request.Name), "name", "is missing")
                .If(
                    request.RegistrationId is { } id && !VenIds.IsValid(id),
                    "registrationId",
                    "is not 1 to 128 characters of A-Z a-z 0-9 : _ -"
                )
                .CheckVen(request.Name, request.Location, request.Status, request.Groups, request.Address)
                .Answer;

    /// <summary>Sees whether there is such a VEN already. There is nothing yet that could be locked, so registering is.</summary>
    public static async Task<Registration> LoadAsync(
        RegisterVenRequest request,
        IDocumentSession session,
        IVenFigures figures,
        CancellationToken cancellation
    )
    {
        var venId = request.RegistrationId ?? "ven-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        await session.HoldAsync(Admission.Registration, cancellation);
        var known = await session.LockAsync<Ven>([Ven.StreamOf(venId)], cancellation) is [{ Removed: false } ven] ? ven : null;
        return new Registration(venId, known, known is null ? NoFigures : await figures.OfAsync(session, known, cancellation));
    }

    /// <summary>Registers a VEN; the same registration again answers with the same VEN.</summary>
    [WolverinePost("/api/vens")]
    public static (Results<Created<VenView>, Ok<VenView>>, AppendTo?) Post(
        RegisterVenRequest request,
        Registration registration,
        TimeProvider clock
    )
    {
        var (venId, known, figures) = registration;
        // One that registered itself by a message has no name yet, and gets one.
        if (known is { Name.Length: > 0 })
            return (TypedResults.Ok(VenViews.Of(known, figures)), null);
        var (enabled, stream, now) = (request.Status != VenLimits.Disabled, Ven.StreamOf(venId), clock.GetUtcNow());
        object stored = known is null
            ? new VenRegistered(
                request.Name!,
                request.Location ?? new GeoLocation(0, 0),
                request.Groups ?? [],
                request.Address,
                enabled,
                ByFirstMessage: false,
                now
            )
            : new VenChanged(
                request.Name!,
                request.Location ?? known.Location,
                request.Groups ?? known.Groups,
                request.Address ?? known.Address,
                enabled,
                now
            );
        var view = VenViews.Of(Ven.Fold(known, stream, stored)!, figures);
        return (known is null ? TypedResults.Created($"/api/vens/{venId}", view) : TypedResults.Ok(view), new AppendTo(stream, stored));
    }

    private static readonly VenFigures NoFigures = new(
        new VenMetrics(0, 0, ActiveEventId: null, ShedLoadIds: []),
        LastSeen: null,
        Loads: []
    );
}
