using System.Security.Cryptography;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Vens;

/// <summary>Registering a VEN: <c>POST /api/vens</c>.</summary>
public static class RegisterVen
{
    /// <summary>Registers a VEN under its registration id, or a new one. The same registration again answers with the same VEN.</summary>
    [WolverinePost("/api/vens")]
    public static async Task<IResult> Post(
        RegisterVenRequest? request,
        IDocumentStore store,
        VenDirectory directory,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (Check(request) is { } wrong)
            return wrong;
        var venId = request!.RegistrationId ?? "ven-" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        var stream = Ven.StreamOf(venId);
        await using var session = store.LightweightSession();
        await session.HoldAsync(VenLocks.Registration, cancellation);
        if (await session.LockAsync<Ven>([stream], cancellation) is [{ Removed: false } known])
        {
            // One that registered itself by a message has no name yet: the operator gives it one.
            if (known.Name.Length > 0)
                return Results.Ok(await VenReader.ViewAsync(session, known, cancellation));
        }
        else
        {
            known = null!;
        }
        var enabled = request.Status != "disabled";
        object stored = known is null
            ? new VenRegistered(
                request.Name!,
                request.Location ?? new GeoLocation(0, 0),
                request.Groups ?? [],
                request.Address,
                enabled,
                ByFirstMessage: false,
                clock.GetUtcNow()
            )
            : new VenChanged(
                request.Name!,
                request.Location ?? known.Location,
                request.Groups ?? known.Groups,
                request.Address ?? known.Address,
                enabled,
                clock.GetUtcNow()
            );
        session.Events.Append(stream, stored);
        await session.SaveChangesAsync(cancellation);
        directory.Forget(venId);
        var ven = await session.LoadAsync<Ven>(stream, cancellation);
        var view = await VenReader.ViewAsync(session, ven!, cancellation);
        return known is null ? Results.Created($"/api/vens/{venId}", view) : Results.Ok(view);
    }

    private static IResult? Check(RegisterVenRequest? request)
    {
        var errors = new FieldErrors().If(request is null, "body", "is missing");
        return request is null
            ? errors.Answer
            : errors
                .If(string.IsNullOrWhiteSpace(request.Name), "name", "is missing")
                .If(
                    request.RegistrationId is { } id && !VenIds.IsValid(id),
                    "registrationId",
                    "is not 1 to 128 characters of A-Z a-z 0-9 : _ -"
                )
                .CheckVen(request.Name, request.Location, request.Status, request.Groups, request.Address)
                .Answer;
    }
}
