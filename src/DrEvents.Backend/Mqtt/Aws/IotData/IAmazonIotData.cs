using Amazon.IotData.Model;
using Amazon.Runtime;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IotData;

/// <summary>The data plane of AWS IoT Core: publishing and device shadows over HTTPS. These are the operations that the backend uses.</summary>
public interface IAmazonIotData : IAmazonService, IDisposable
{
    /// <summary>Publishes an MQTT message.</summary>
    Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gets the shadow of a thing.</summary>
    Task<GetThingShadowResponse> GetThingShadowAsync(GetThingShadowRequest request, CancellationToken cancellationToken = default);

    /// <summary>Changes the shadow of a thing.</summary>
    Task<UpdateThingShadowResponse> UpdateThingShadowAsync(UpdateThingShadowRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes the shadow of a thing.</summary>
    Task<DeleteThingShadowResponse> DeleteThingShadowAsync(DeleteThingShadowRequest request, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonIotDataConfig();

    /// <inheritdoc/>
    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonIotDataClient(awsCredentials, (AmazonIotDataConfig)clientConfig);
}
