namespace DrEvents.Backend.Features.Vens;

public static class RemoveVen
{
    public static string Stream(string venId) => Ven.StreamOf(venId);

    public static ProblemDetails Validate(string venId, Ven? ven) => FindVen.OrNotFound(ven, venId);

    /// <summary>Removes a VEN. Its streams stay, and what it sends from now on is refused.</summary>
    [WolverineDelete("/api/vens/{venId}")]
    [Needs(Need.ManageVens)]
    public static (NoContent, VenRemoved) Delete([Locked(FromMethod = nameof(Stream))] Ven? ven, TimeProvider clock) =>
        (TypedResults.NoContent(), new VenRemoved(clock.GetUtcNow()));
}
