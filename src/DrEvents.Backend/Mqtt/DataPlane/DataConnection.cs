using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Amazon.IotData;
using Amazon.IotData.Model;
using Amazon.Runtime;

namespace DrEvents.Backend.Mqtt.DataPlane;

/// <summary>
/// One connection to the data plane, and its pace. Over HTTP/2, where it is offered, many requests are under way at once; over HTTP/1.1 one.
/// Repetitions of a request wait for the pace as well.
/// </summary>
internal sealed class DataConnection : Amazon.Runtime.HttpClientFactory, IDisposable
{
    /// <summary>Requests under way at once over HTTP/2: what servers usually allow, and AWS IoT Core allows to a connection.</summary>
    private const int StreamsMax = WireLimits.InFlightMax;

    /// <summary>Longest time of one attempt, without its wait for the pace.</summary>
    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(10);

    /// <summary>A connection over which something came so recently is taken for one that stands.</summary>
    private static readonly TimeSpan StandsFor = TimeSpan.FromSeconds(5);

    private readonly Uri _address;
    private readonly TimeProvider _clock;
    private readonly PublishPace _pace;
    private readonly PublishRoom _second;
    private readonly SemaphoreSlim _streams = new(1);
    private readonly HttpClient _http;
    private readonly AmazonIotDataClient _client;
    private int _isWide;
    private int _underWay;
    private int _isKnocking;
    private long _answeredAt;

    /// <param name="config">Where the data plane is.</param>
    /// <param name="authorities">Who may have signed its certificate; null trusts those of the system.</param>
    /// <param name="perSecondMax">Most messages in a second.</param>
    /// <param name="credentials">Whose requests these are; null takes those that the SDK finds.</param>
    /// <param name="clock">For the pace.</param>
    public DataConnection(
        AmazonIotDataConfig config,
        X509Certificate2Collection? authorities,
        int perSecondMax,
        AWSCredentials? credentials,
        TimeProvider clock
    )
    {
        (_address, _clock) = (new Uri(config.ServiceURL), clock);
        (_pace, _second) = (new PublishPace(perSecondMax, clock), new PublishRoom(perSecondMax, clock));
        var handler = DataTls.Handler(authorities);
        // It stands until an event, and it is known when it does not. Over HTTP/1.1 there are no pings.
        handler.PooledConnectionIdleTimeout = handler.PooledConnectionLifetime;
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        handler.KeepAlivePingTimeout = AnswerLongest;
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always;
        _http = new HttpClient(new Paced(this) { InnerHandler = handler }) { Timeout = Timeout.InfiniteTimeSpan };
        config.HttpClientFactory = this;
        config.RetryMode = RequestRetryMode.Standard;
        config.UseHttp = false;
        _client = credentials is null ? new AmazonIotDataClient(config) : new AmazonIotDataClient(credentials, config);
    }

    /// <summary>The client whose requests go over this connection.</summary>
    public IAmazonIotData Client => _client;

    /// <summary>How many messages are under way over it, or wait to be.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Publishes when there is room and the pace allows it.</summary>
    public async Task PublishAsync(PublishRequest request, Action handed, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await _streams.WaitAsync(cancellation);
            try
            {
                await _pace.WaitAsync(cancellation);
                await SendAsync(request, handed, cancellation);
            }
            finally
            {
                _streams.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>
    /// Makes the connection stand, by a request of no operation and without a signature: whatever is answered, it came over a connection that stands.
    /// It needs no rights and is no message. Returns why there is no answer; null where there is one, or one came just now. Throws only when it is
    /// cancelled.
    /// </summary>
    public async Task<Exception?> GetReadyAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _answeredAt) is > 0 and var at && _clock.GetElapsedTime(at) < StandsFor)
            return null;
        if (Interlocked.Exchange(ref _isKnocking, 1) == 1)
            return null;
        try
        {
            // That a connection broke meanwhile may show only when it is used.
            return await KnockAsync(cancellation) is null ? null : await KnockAsync(cancellation);
        }
        finally
        {
            Volatile.Write(ref _isKnocking, 0);
        }
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _http;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose()
    {
        _client.Dispose();
        _http.Dispose();
        _streams.Dispose();
    }

    private async Task SendAsync(PublishRequest request, Action handed, CancellationToken cancellation)
    {
        await _second.EnterAsync(cancellation);
        try
        {
            handed();
            await _client.PublishAsync(request, cancellation);
        }
        finally
        {
            _second.Leave();
        }
    }

    private async Task<Exception?> KnockAsync(CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, _address);
            using var answer = await _http.SendAsync(request, cancellation);
            return null;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return e;
        }
    }

    private void Widen()
    {
        if (Interlocked.Exchange(ref _isWide, 1) == 0)
            _streams.Release(StreamsMax - 1);
    }

    private sealed class Paced(DataConnection connection) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
            if (IsRepetition(request))
                await connection._pace.WaitAsync(cancellationToken);
            var response = await AttemptAsync(request, cancellationToken);
            Volatile.Write(ref connection._answeredAt, connection._clock.GetTimestamp());
            if (response.Version >= HttpVersion.Version20)
                connection.Widen();
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
                connection._pace.Slow();
            return response;
        }

        private async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            attempt.CancelAfter(AnswerLongest);
            try
            {
                return await base.SendAsync(request, attempt.Token);
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                // As HttpClient's own time-out says it, which is what the SDK knows.
                throw new TaskCanceledException(e.Message, new TimeoutException($"no answer within {AnswerLongest.TotalSeconds:0} s", e));
            }
        }

        private static bool IsRepetition(HttpRequestMessage request) =>
            request.Headers.TryGetValues("amz-sdk-request", out var values)
            && !values.Any(v => v.Contains("attempt=1;", StringComparison.Ordinal) || v == "attempt=1");
    }
}

/// <summary>TLS to AWS's endpoints.</summary>
internal static class DataTls
{
    /// <summary>A handler of one connection.</summary>
    public static SocketsHttpHandler Handler(X509Certificate2Collection? authorities)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            AllowAutoRedirect = false,
            UseCookies = false,
            // The trace goes with the message, not with the request: AWS is nobody who would record it.
            ActivityHeadersPropagator = null,
        };
        handler.SslOptions.EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        if (authorities is not null)
        {
            var policy = new X509ChainPolicy
            {
                RevocationMode = X509RevocationMode.NoCheck,
                TrustMode = X509ChainTrustMode.CustomRootTrust,
            };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
        return handler;
    }
}
