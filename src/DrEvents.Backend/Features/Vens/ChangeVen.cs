namespace DrEvents.Backend.Features.Vens;

public static class ChangeVen
{
    public static string Stream(string venId) => Ven.StreamOf(venId);

    public static ProblemDetails Validate(string venId, ChangeVenRequest? request, Ven? ven)
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors()
            .If(request.Name is { } name && string.IsNullOrWhiteSpace(name), "name", "is empty")
            .CheckVen(request);
        return errors.None ? FindVen.OrNotFound(ven, venId) : errors.Answer;
    }

    /// <summary>Changes what is known of a VEN.</summary>
    [WolverinePatch("/api/vens/{venId}")]
    [Needs(Need.ManageVens)]
    public static async Task<(Ok<VenView>, VenChanged)> Patch(
        ChangeVenRequest request,
        [Locked(FromMethod = nameof(Stream))] Ven? ven,
        IQuerySession session,
        FiguresOfVen figuresOf,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var changed = ven!.Changed(request, now);
        var after = Ven.Fold(ven, ven.Id, changed)!;
        return (TypedResults.Ok(VenViews.Of(after, await figuresOf(session, after, now, cancellation))), changed);
    }
}
