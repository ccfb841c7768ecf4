using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace DrEvents.Backend.Mqtt.Aws.Rest;

/// <summary>Where a service is: the address that was set, or the region's.</summary>
internal sealed class RestEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) => new NoParameters();

    protected override void ServiceSpecificHandler(IExecutionContext executionContext, EndpointParameters parameters)
    {
        var request = executionContext.RequestContext;
        request.Request.Endpoint = new Uri(((RestConfig)request.ClientConfig).Address());
    }

    public override void InvokeSync(IExecutionContext executionContext)
    {
        ServiceSpecificHandler(executionContext, new NoParameters());
        InnerHandler.InvokeSync(executionContext);
    }

    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        ServiceSpecificHandler(executionContext, new NoParameters());
        return InnerHandler.InvokeAsync<T>(executionContext);
    }

    private sealed class NoParameters : EndpointParameters;
}

/// <summary>Every operation is signed with AWS's signature, version 4.</summary>
internal sealed class RestAuthResolver : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => AuthSchemeOption.DEFAULT_SIGV4;
}
