using Amazon.IotData.Model;

namespace DrEvents.Backend.Mqtt.DataPlane;

/// <summary>Device shadows at AWS IoT Core, by the data plane. What fails otherwise than said here throws the SDK's exceptions.</summary>
public sealed class DeviceShadows(AwsDataPlane dataPlane)
{
    /// <summary>The shadow of a VEN; null where it has none.</summary>
    public async Task<JsonObject?> GetAsync(string venId, CancellationToken cancellation)
    {
        try
        {
            var client = await dataPlane.ClientAsync(cancellation);
            var answer = await client.GetThingShadowAsync(new GetThingShadowRequest { ThingName = venId }, cancellation);
            return Read(answer.Payload);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Changes what is desired of a VEN; gives what was changed, or null where the shadow is not at that version any more.</summary>
    /// <param name="version">The version that the change rests on; null for any.</param>
    public async Task<JsonObject?> DesireAsync(string venId, JsonObject desired, long? version, CancellationToken cancellation)
    {
        var change = new JsonObject { ["state"] = new JsonObject { ["desired"] = desired.DeepClone() } };
        if (version is not null)
            change["version"] = version;
        try
        {
            var client = await dataPlane.ClientAsync(cancellation);
            var payload = new MemoryStream(Encoding.UTF8.GetBytes(change.ToJsonString()));
            var request = new UpdateThingShadowRequest { ThingName = venId, Payload = payload };
            return Read((await client.UpdateThingShadowAsync(request, cancellation)).Payload);
        }
        catch (ConflictException)
        {
            return null;
        }
    }

    /// <summary>Deletes the shadow of a VEN; says whether there was one.</summary>
    public async Task<bool> DeleteAsync(string venId, CancellationToken cancellation)
    {
        try
        {
            var client = await dataPlane.ClientAsync(cancellation);
            await client.DeleteThingShadowAsync(new DeleteThingShadowRequest { ThingName = venId }, cancellation);
            return true;
        }
        catch (ResourceNotFoundException)
        {
            return false;
        }
    }

    private static JsonObject? Read(MemoryStream? payload) => payload is null ? null : JsonNode.Parse(payload) as JsonObject;
}
