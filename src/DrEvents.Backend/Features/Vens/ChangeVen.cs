using DrEvents.Backend.Hosting;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Vens;

/// <summary>Changing and removing a VEN: <c>PATCH</c> and <c>DELETE /api/vens/{venId}</c>.</summary>
public static class ChangeVen
{
    /// <summary>Changes what the request names.</summary>
    [WolverinePatch("/api/vens/{venId}")]
    public static async Task<IResult> Patch(
        string venId,
        ChangeVenRequest? request,
        IDocumentStore store,
        VenDirectory directory,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var errors = new FieldErrors()
            .If(request is null, "body", "is missing")
            .If(request?.Name is { } name && string.IsNullOrWhiteSpace(name), "name", "is empty");
        if (errors.CheckVen(request?.Name, request?.Location, request?.Status, request?.Groups, request?.Address).Answer is { } wrong)
            return wrong;
        return await StoreAsync(
            venId,
            ven => new VenChanged(
                request!.Name ?? ven.Name,
                request.Location ?? ven.Location,
                request.Groups ?? ven.Groups,
                request.Address ?? ven.Address,
                request.Status is null ? ven.Enabled : request.Status != "disabled",
                clock.GetUtcNow()
            ),
            async (session, ven) => Results.Ok(await VenReader.ViewAsync(session, ven, cancellation)),
            store,
            directory,
            cancellation
        );
    }

    /// <summary>Removes a VEN; its streams stay, and what it sends from now on is refused.</summary>
    [WolverineDelete("/api/vens/{venId}")]
    public static Task<IResult> Delete(
        string venId,
        IDocumentStore store,
        VenDirectory directory,
        TimeProvider clock,
        CancellationToken cancellation
    ) =>
        StoreAsync(
            venId,
            _ => new VenRemoved(clock.GetUtcNow()),
            (_, _) => Task.FromResult(Results.NoContent()),
            store,
            directory,
            cancellation
        );

    private static async Task<IResult> StoreAsync(
        string venId,
        Func<Ven, object> decide,
        Func<IQuerySession, Ven, Task<IResult>> answer,
        IDocumentStore store,
        VenDirectory directory,
        CancellationToken cancellation
    )
    {
        var stream = Ven.StreamOf(venId);
        await using var session = store.LightweightSession();
        if (!VenIds.IsValid(venId) || await session.LockAsync<Ven>([stream], cancellation) is not [{ Removed: false } ven])
            return Problems.NotFound("VEN", venId);
        var stored = decide(ven);
        session.Events.Append(stream, stored);
        await session.SaveChangesAsync(cancellation);
        directory.Forget(venId);
        return await answer(session, Ven.Fold(ven, stream, stored)!);
    }
}
