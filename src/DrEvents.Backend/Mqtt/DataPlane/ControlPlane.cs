using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.IoT;
using Amazon.Runtime;

namespace DrEvents.Backend.Mqtt.DataPlane;

/// <summary>The control plane of AWS IoT Core: endpoints, things and certificates. Nothing is connected before the first request.</summary>
/// <param name="credentials">Whose requests these are; null takes those that the SDK finds.</param>
public sealed class ControlPlane(IOptions<DataPlaneOptions> options, AWSCredentials? credentials = null) : IDisposable
{
    private readonly Lock _gate = new();
    private OneHttpClient? _http;
    private AmazonIoTClient? _client;

    /// <summary>Its client; throws where no region is known.</summary>
    public IAmazonIoT Client
    {
        get
        {
            lock (_gate)
                return _client ??= Open();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _http?.Dispose();
    }

    internal static X509Certificate2Collection? AuthoritiesOf(DataPlaneOptions set)
    {
        if (set.CaFile is not { } file)
            return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    /// <summary>A configuration for this address, or for the region's.</summary>
    internal static T ConfigOf<T>(T config, DataPlaneOptions set, Uri? address)
        where T : ClientConfig
    {
        var region = set.Region is { } name ? RegionEndpoint.GetBySystemName(name) : FallbackRegionFactory.GetRegionEndpoint();
        if (region is null)
            throw new AmazonClientException("DataPlane:Region is not set, and neither are AWS_REGION and the profile's region");
        if (address is null)
            config.RegionEndpoint = region;
        else
            (config.ServiceURL, config.AuthenticationRegion) = (address.GetLeftPart(UriPartial.Authority), region.SystemName);
        return config;
    }

    private AmazonIoTClient Open()
    {
        var set = options.Value;
        var config = ConfigOf(new AmazonIoTConfig(), set, set.ControlEndpoint is { } address ? DataPlaneOptions.AddressOf(address) : null);
        config.HttpClientFactory = _http ??= new OneHttpClient(AuthoritiesOf(set));
        return credentials is null ? new AmazonIoTClient(config) : new AmazonIoTClient(credentials, config);
    }

    private sealed class OneHttpClient(X509Certificate2Collection? authorities) : Amazon.Runtime.HttpClientFactory, IDisposable
    {
        private readonly HttpClient _http = new(DataTls.Handler(authorities));

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _http;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

        public void Dispose() => _http.Dispose();
    }
}
