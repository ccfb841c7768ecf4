using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Mqtt.DataPlane;

namespace DrEvents.Backend.Features.Shadow;

[Middleware(typeof(KnownVen))]
public static class DesireShadow
{
    /// <summary>What VENs carry out; what else stands in a shadow is somebody else's.</summary>
    private static readonly string[] Names = ["report_interval_seconds", "target_power_kw", "enabled", "ven", "loads"];

    public static async Task<ProblemDetails> ValidateAsync(
        string venId,
        DesireRequest? request,
        IDocumentSession session,
        IOptions<ShadowOptions> kept,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (request is null)
            return FieldErrors.NoBody;
        var errors = new FieldErrors()
            .If(request.Desired is null or { Count: 0 }, "desired", "names nothing to change")
            .If(
                request.Desired?.Any(wish => !Names.Contains(wish.Key)) == true,
                "desired",
                "holds something that is none of " + string.Join(", ", Names)
            )
            .Range(request.Version, "version", 0, long.MaxValue);
        if (!errors.None)
            return errors.Answer;
        var takesPower = ExemptVens.TakesPower(request.Desired);
        // While AWS is asked nobody else waits for the VEN: its samples, and events of ten thousand others, would wait with it.
        var ven =
            kept.Value.Answers ? await ExemptVens.KeptAsync(session, venId, takesPower, cancellation)
            : takesPower ? await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation)
            : null;
        return ExemptVens.Answer(ven, clock.GetUtcNow());
    }

    /// <summary>Changes what is desired of a VEN by its device shadow, and tells the VEN. Answers the shadow as it is then.</summary>
    [WolverinePatch("/api/vens/{venId}/shadow")]
    [Needs(Need.ManageVens)]
    [ProducesResponseType(StatusCodes.Status502BadGateway)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> Patch(
        string venId,
        DesireRequest request,
        IDocumentSession session,
        IOptions<ShadowOptions> kept,
        IOptions<MqttOptions> mqtt,
        ShadowAnswers answers,
        DeviceShadows shadows,
        CommandSigner signer,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await session.HoldAsync(ShadowDocument.LockOf(venId), cancellation);
        if (!kept.Value.Answers)
            return await AtAwsAsync(venId, request, mqtt.Value, session, shadows, signer, clock.GetUtcNow(), cancellation);
        var (before, now) = (await session.LoadAsync<ShadowDocument>(venId, cancellation) ?? new ShadowDocument(venId), clock.GetUtcNow());
        var (desired, signed) = await SignedWish.AddToAsync(
            request.Desired!,
            before.Desired.State,
            venId,
            session,
            signer,
            now,
            cancellation
        );
        var (after, told) = before.Apply(RequestOf(venId, request with { Desired = desired }), now);
        if (told[0].Topic == ShadowTopics.Rejected(venId, ShadowVerbs.Update))
            return TypedResults.Problem(Refusal(told[0]));
        session.Store(after);
        if (signed is not null)
            session.Store(signed);
        // The VEN is told of what is stored.
        await session.SaveChangesAsync(cancellation);
        foreach (var answer in told)
            await answers.SendAsync(answer, cancellation);
        return TypedResults.Ok(after.ToJson(after.Timestamp));
    }

    /// <summary>The same request as on the shadow's topic.</summary>
    private static ShadowRequest RequestOf(string venId, DesireRequest request)
    {
        var body = new JsonObject { ["state"] = new JsonObject { ["desired"] = request.Desired!.DeepClone() } };
        if (request.Version is { } version)
            body["version"] = version;
        return new ShadowRequest(ShadowTopics.Request(venId, ShadowVerbs.Update), Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    private static ProblemDetails Refusal(ShadowAnswer rejected)
    {
        var said = JsonNode.Parse(rejected.Payload)!;
        var message = said["message"]!.GetValue<string>();
        return said["code"]!.GetValue<int>() == ShadowRejection.VersionConflict.Code
            ? Problems.Conflict("The shadow is not at that version any more")
            : new FieldErrors().If(true, "desired", message).Answer;
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> AtAwsAsync(
        string venId,
        DesireRequest request,
        MqttOptions mqtt,
        IDocumentSession session,
        DeviceShadows shadows,
        CommandSigner signer,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (!mqtt.UsesDataPlane)
            return TypedResults.Problem(Problems.Conflict("AWS IoT keeps the shadows, and Mqtt:Commands is not dataPlane"));
        try
        {
            await signer.Ready.WaitAsync(cancellation);
            // What was signed before is needed to sign what is desired now.
            var before = signer.Signs ? (await shadows.GetAsync(venId, cancellation))?["state"]?["desired"] as JsonObject : null;
            var (desired, signed) = await SignedWish.AddToAsync(request.Desired!, before, venId, session, signer, now, cancellation);
            if (await shadows.DesireAsync(venId, desired, request.Version, cancellation) is null)
                return TypedResults.Problem(Problems.Conflict("The shadow is not at that version any more"));
            if (signed is not null)
                session.Store(signed);
            return TypedResults.Ok(await shadows.GetAsync(venId, cancellation) ?? []);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return TypedResults.Problem(Problems.Of(StatusCodes.Status502BadGateway, "AWS does not answer", AwsWords.Of(e)));
        }
    }
}
