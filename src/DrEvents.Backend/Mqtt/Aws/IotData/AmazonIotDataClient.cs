using Amazon.IotData.Model;
using Amazon.Runtime;
using DrEvents.Backend.Mqtt.Aws.Rest;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IotData;

/// <summary>The client of the data plane.</summary>
public class AmazonIotDataClient : RestClient, IAmazonIotData
{
    private const string ShadowPath = "/things/{thingName}/shadow";

    private static readonly RestOperation<PublishRequest, PublishResponse> Publish = new(
        "POST",
        "/topics/{topic}",
        (r, to) =>
            to.Path("topic", r.Topic)
                .Query("contentType", r.ContentType)
                .Query("messageExpiry", r.MessageExpiry?.ToString(CultureInfo.InvariantCulture))
                .Query("qos", r.Qos?.ToString(CultureInfo.InvariantCulture))
                .Query("responseTopic", r.ResponseTopic)
                .Query(
                    "retain",
                    r.Retain switch
                    {
                        true => "true",
                        false => "false",
                        null => null,
                    }
                )
                .Header("x-amz-mqtt5-correlation-data", r.CorrelationData)
                .Header("x-amz-mqtt5-payload-format-indicator", r.PayloadFormatIndicator?.Value)
                .Header(
                    "x-amz-mqtt5-user-properties",
                    r.UserProperties is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(r.UserProperties))
                )
                .Body(r.Payload),
        null,
        AmazonIotDataException.Of
    );

    private static readonly RestOperation<GetThingShadowRequest, GetThingShadowResponse> GetShadow = new(
        "GET",
        ShadowPath,
        (r, to) => to.Path("thingName", r.ThingName).Query("name", r.ShadowName),
        (response, body) => response.Payload = body,
        AmazonIotDataException.Of
    );

    private static readonly RestOperation<UpdateThingShadowRequest, UpdateThingShadowResponse> UpdateShadow = new(
        "POST",
        ShadowPath,
        (r, to) => to.Path("thingName", r.ThingName).Query("name", r.ShadowName).Body(r.Payload),
        (response, body) => response.Payload = body,
        AmazonIotDataException.Of
    );

    private static readonly RestOperation<DeleteThingShadowRequest, DeleteThingShadowResponse> DeleteShadow = new(
        "DELETE",
        ShadowPath,
        (r, to) => to.Path("thingName", r.ThingName).Query("name", r.ShadowName),
        (response, body) => response.Payload = body,
        AmazonIotDataException.Of
    );

    /// <summary>With the credentials that the SDK finds.</summary>
    public AmazonIotDataClient(AmazonIotDataConfig config)
        : base(config) { }

    /// <summary>With these credentials.</summary>
    public AmazonIotDataClient(AWSCredentials credentials, AmazonIotDataConfig clientConfig)
        : base(credentials, clientConfig) { }

    /// <inheritdoc/>
    public virtual Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(Publish, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<GetThingShadowResponse> GetThingShadowAsync(
        GetThingShadowRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(GetShadow, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UpdateThingShadowResponse> UpdateThingShadowAsync(
        UpdateThingShadowRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(UpdateShadow, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteThingShadowResponse> DeleteThingShadowAsync(
        DeleteThingShadowRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(DeleteShadow, request, cancellationToken);
}
