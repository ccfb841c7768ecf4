using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace DrEvents.Backend.Mqtt.Aws.Rest;

/// <summary>
/// What both clients of AWS IoT share: credentials, retries, the correction of a wrong clock and the signature are the SDK's, requests and
/// answers are JSON over HTTP.
/// </summary>
public abstract class RestClient : AmazonServiceClient
{
    private readonly RestMetadata _metadata;

    /// <summary>Takes the credentials that the SDK finds: environment, profile, container, machine.</summary>
    protected RestClient(RestConfig config)
        : base(config) => _metadata = new(config.Service);

    /// <summary>Takes these credentials.</summary>
    protected RestClient(AWSCredentials credentials, RestConfig config)
        : base(credentials, config) => _metadata = new(config.Service);

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata => _metadata ?? new RestMetadata(((RestConfig)Config).Service);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RestEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new RestAuthResolver());
    }

    /// <summary>Sends a request of this operation.</summary>
    protected Task<TResponse> SendAsync<TRequest, TResponse>(
        RestOperation<TRequest, TResponse> operation,
        TRequest request,
        CancellationToken cancellation
    )
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(
            request,
            new InvokeOptions { RequestMarshaller = operation, ResponseUnmarshaller = new RestAnswer<TRequest, TResponse>(operation) },
            cancellation
        );
}

internal sealed class RestMetadata(RestService service) : IServiceMetadata
{
    public string ServiceId => service.Id;
    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
