using System.Collections.ObjectModel;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace DrEvents.Backend.Mqtt.Aws.Rest;

/// <summary>A service of AWS.</summary>
/// <param name="Id">Its id in AWS's models.</param>
/// <param name="SigningName">What requests are signed for.</param>
/// <param name="HostPrefix">What its host's name begins with, before the region.</param>
public sealed record RestService(string Id, string SigningName, string HostPrefix);

/// <summary>Where a service is, and how the SDK behaves towards it.</summary>
public abstract class RestConfig : ClientConfig
{
    /// <summary>The SDK asks for at least one set of defaults; these are its own of the mode "standard".</summary>
    private static readonly DefaultConfiguration Standard = new()
    {
        Name = DefaultConfigurationMode.Standard,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = TimeSpan.FromMilliseconds(3100),
        TlsNegotiationTimeout = TimeSpan.FromMilliseconds(3100),
        TimeToFirstByteTimeout = null,
        HttpRequestTimeout = null,
    };

    /// <summary>For this service.</summary>
    protected RestConfig(RestService service)
        : base(new DefaultConfigurationProvider(new ReadOnlyCollection<IDefaultConfiguration>([Standard])))
    {
        Service = service;
        ServiceId = service.Id;
        AuthenticationServiceName = service.SigningName;
    }

    internal RestService Service { get; }

    /// <inheritdoc/>
    public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(
        Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters
    ) => new(Address());

    /// <summary>The address that was set, or the one of the region.</summary>
    internal string Address()
    {
        if (ServiceURL is { } set)
            return set;
        var region = RegionEndpoint ?? throw new AmazonClientException("No region is set");
        return $"https://{Service.HostPrefix}.{region.SystemName}.{region.PartitionDnsSuffix}";
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => Service.HostPrefix;

    /// <inheritdoc/>
    public override string ServiceVersion => "2015-05-28";

    /// <inheritdoc/>
    public override string UserAgent => "drevents";
}
