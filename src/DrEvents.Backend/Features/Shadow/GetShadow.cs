using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Mqtt.DataPlane;

namespace DrEvents.Backend.Features.Shadow;

[Middleware(typeof(KnownVen))]
public static class GetShadow
{
    /// <summary>Shows the device shadow of a VEN, as AWS IoT hands it out.</summary>
    [WolverineGet("/api/vens/{venId}/shadow")]
    [Needs(Need.Read, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status502BadGateway)]
    public static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> Get(
        string venId,
        IQuerySession session,
        IOptions<MqttOptions> mqtt,
        DeviceShadows shadows,
        CancellationToken cancellation
    )
    {
        if (await session.LoadAsync<ShadowDocument>(venId, cancellation) is { Exists: true } document)
            return TypedResults.Ok(document.ToJson(document.Timestamp));
        // A shadow that has not changed since the backend listens is not among the copies.
        if (mqtt.Value.UsesDataPlane && await FromAwsAsync(venId, shadows, cancellation) is { } answer)
            return answer;
        return TypedResults.Problem(Problems.NotFound("shadow of VEN", venId));
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>?> FromAwsAsync(
        string venId,
        DeviceShadows shadows,
        CancellationToken cancellation
    )
    {
        try
        {
            if (await shadows.GetAsync(venId, cancellation) is { } shadow)
                return TypedResults.Ok(shadow);
            return null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // No connection, no answer in time, a refusal, or an answer that is no JSON.
            return TypedResults.Problem(Problems.Of(StatusCodes.Status502BadGateway, "AWS does not answer", AwsWords.Of(e)));
        }
    }
}
