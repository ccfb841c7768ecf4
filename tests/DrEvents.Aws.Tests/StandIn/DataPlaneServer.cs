using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing.Mqtt;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace DrEvents.Aws.Tests.StandIn;

/// <summary>A request that the data plane took: when, and on which connection.</summary>
public sealed record TakenPublish(DateTimeOffset At, string Connection, string Protocol, string Topic);

/// <summary>
/// The data plane over HTTPS, and of the control plane the question where it is. Signatures are verified by <see cref="SignatureV4"/>;
/// what the role's policy does not allow is refused.
/// </summary>
public sealed class DataPlaneServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ShadowService _shadows;
    private readonly CertificateService _issued;
    private readonly Func<string, byte[], int, bool, Task> _publish;
    private readonly ConcurrentQueue<TakenPublish> _taken = new();
    private readonly ConcurrentQueue<(int Status, string Code)> _failures = new();
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly ConcurrentQueue<bool> _lost = new();
    private readonly OpenedConnections _opened = new();
    private int _refuseAt = -1;
    private int _knocks;
    private readonly SlidingRate _account = new();

    private DataPlaneServer(
        TestCertificates certificates,
        IotPolicy policy,
        ShadowService shadows,
        CertificateService issued,
        Func<string, byte[], int, bool, Task> publish,
        HttpProtocols protocols,
        SslProtocols versions
    )
    {
        (Policy, _shadows, _issued, _publish) = (policy, shadows, issued, publish);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        using var fromPem = X509Certificate2.CreateFromPemFile(certificates.Server.CertFile, certificates.Server.KeyFile);
        var certificate = X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), null);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    listen.Protocols = protocols;
                    listen.UseHttps(certificate, https => https.SslProtocols = versions);
                    listen.Use(_opened.Watch);
                }
            );
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where it is.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What the role may do whose keys sign.</summary>
    public IotPolicy Policy { get; set; }

    /// <summary>Runs before each request to the control plane is looked at.</summary>
    public Func<Task>? BeforeControl { get; set; }

    /// <summary>Messages that it takes in a second from the whole account; more get a <c>ThrottlingException</c>. Null takes all.</summary>
    public int? PublishesPerSecondMax { get; set; }

    /// <summary>Messages that it took, in order.</summary>
    public IReadOnlyList<TakenPublish> Taken => [.. _taken];

    /// <summary>When connections were made, after their handshakes, and with which version of TLS.</summary>
    public IReadOnlyList<(DateTimeOffset At, SslProtocols Version)> Opened => _opened.All;

    /// <summary>Requests that were none: of no operation, and not signed.</summary>
    public int Knocks => Volatile.Read(ref _knocks);

    /// <summary>Ends all connections without a word.</summary>
    public Task DropConnectionsAsync() => _opened.DropAsync();

    /// <summary>How often it answered with each status; knocks are not among them.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    /// <summary>Starts it on a free port.</summary>
    public static async Task<DataPlaneServer> StartAsync(
        TestCertificates certificates,
        IotPolicy policy,
        ShadowService shadows,
        CertificateService issued,
        Func<string, byte[], int, bool, Task> publish,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2,
        SslProtocols versions = SslProtocols.Tls12 | SslProtocols.Tls13
    )
    {
        var server = new DataPlaneServer(certificates, policy, shadows, issued, publish, protocols, versions);
        await server._app.StartAsync();
        server.Address = server._app.Urls.First(u => u.StartsWith("https", StringComparison.Ordinal));
        return server;
    }

    /// <summary>The request to the control plane after so many is refused; null for none.</summary>
    public void RefuseControl(int? at) => _refuseAt = at ?? -1;

    /// <summary>Which of the next requests to the control plane are carried out and not answered so.</summary>
    public void LoseAnswers(params IEnumerable<bool> which)
    {
        _lost.Clear();
        foreach (var isLost in which)
            _lost.Enqueue(isLost);
    }

    /// <summary>The next request gets this answer.</summary>
    public void FailNext(int status, string code) => _failures.Enqueue((status, code));

    /// <summary>Most messages that one connection brought in any second.</summary>
    public int BusiestSecondOfAConnection() =>
        Taken.GroupBy(t => t.Connection).Select(g => SlidingRate.Busiest(g.Select(t => t.At))).DefaultIfEmpty().Max();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        // As AWS answers what it cannot even ask who sent it.
        if (HttpMethods.IsHead(context.Request.Method) && context.Request.Path == "/" && context.Request.Headers.Authorization.Count == 0)
        {
            Interlocked.Increment(ref _knocks);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var (status, code, answer) = await AnswerAsync(context, body.ToArray());
        _answers.AddOrUpdate($"{status} {code}".TrimEnd(), 1, (_, n) => n + 1);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        if (code is not null)
            context.Response.Headers["x-amzn-ErrorType"] = code;
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private async Task<(int Status, string? Code, JsonObject Body)> AnswerAsync(HttpContext context, byte[] body)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var (path, query) = target.Split('?', 2) is [var p, var q] ? (p, q) : (target, "");
        if (SignatureCheck.Problem(context.Request, target, body) is { } unsigned)
            return Refuse(403, "ForbiddenException", unsigned);
        if (_failures.TryDequeue(out var failure))
            return Refuse(failure.Status, failure.Code, "as the test wants it");
        var fields = query
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(f => f.Split('=', 2))
            .ToDictionary(f => Uri.UnescapeDataString(f[0]), f => Uri.UnescapeDataString(f[1]));
        var parts = path.Split('/');
        return (context.Request.Method, parts) switch
        {
            ("GET", ["", "endpoint"]) => Describe(fields),
            ("POST", ["", "topics", .. var topic]) => await PublishAsync(
                context,
                Uri.UnescapeDataString(string.Join('/', topic)),
                fields,
                body
            ),
            (var method, ["", "things", var thing, "shadow"]) => await ShadowAsync(method, Uri.UnescapeDataString(thing), fields, body),
            _ => await ControlAsync(context.Request, path, fields, body),
        };
    }

    private (int, string?, JsonObject) Describe(Dictionary<string, string> fields) =>
        !Policy.Allows("iot:DescribeEndpoint", "*", new IotConnection("", null))
            ? Refuse(403, "AccessDeniedException", "not allowed: iot:DescribeEndpoint")
        : fields.GetValueOrDefault("endpointType") == "iot:Data-ATS"
            ? (200, null, new JsonObject { ["endpointAddress"] = new Uri(Address).Authority })
        : Refuse(400, "InvalidRequestException", "no such type of endpoint");

    private async Task<(int, string?, JsonObject)> PublishAsync(
        HttpContext context,
        string topic,
        Dictionary<string, string> fields,
        byte[] body
    )
    {
        var now = TimeProvider.System.GetUtcNow();
        if (!Policy.Allows("iot:Publish", $"topic/{topic}", new IotConnection("", null)))
            return Refuse(403, "ForbiddenException", "not allowed to publish there");
        if (WireLimits.ProblemOf(topic, body.Length) is { } problem)
            return Refuse(body.Length > WireLimits.PayloadBytesMax ? 413 : 400, "InvalidRequestException", problem);
        if (PublishesPerSecondMax is { } most && !_account.TryTake(now, most))
            return Refuse(429, "ThrottlingException", "Rate exceeded");
        var qos = int.Parse(fields.GetValueOrDefault("qos", "0"), CultureInfo.InvariantCulture);
        _taken.Enqueue(new TakenPublish(now, context.Connection.Id, context.Request.Protocol, topic));
        await _publish(topic, body, qos, fields.GetValueOrDefault("retain") == "true");
        return (200, null, new JsonObject { ["message"] = "OK", ["traceId"] = Guid.NewGuid().ToString() });
    }

    private async Task<(int, string?, JsonObject)> ShadowAsync(string method, string thing, Dictionary<string, string> fields, byte[] body)
    {
        var (action, verb) = method switch
        {
            "GET" => ("iot:GetThingShadow", "get"),
            "POST" => ("iot:UpdateThingShadow", "update"),
            _ => ("iot:DeleteThingShadow", "delete"),
        };
        if (!Policy.Allows(action, $"thing/{thing}", new IotConnection("", null)))
            return Refuse(403, "ForbiddenException", $"not allowed: {action}");
        var answer = await _shadows.HandleAsync(thing, fields.GetValueOrDefault("name"), verb, body);
        return (answer.Status, answer.Code, answer.Body);
    }

    private async Task<(int, string?, JsonObject)> ControlAsync(
        HttpRequest request,
        string path,
        Dictionary<string, string> fields,
        byte[] body
    )
    {
        if (BeforeControl is { } before)
            await before();
        return Control(request, path, fields, body);
    }

    private (int, string?, JsonObject) Control(HttpRequest request, string path, Dictionary<string, string> fields, byte[] body)
    {
        var principal = request.Headers["x-amzn-principal"].ToString();
        if (CertificateService.ActionOf(request.Method, path) is not { } action)
            return Refuse(404, "ResourceNotFoundException", "no such path");
        var asked = body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject();
        if (!CertificateService.ResourcesOf(action, path, principal, asked).All(r => Policy.Allows(action, r, new IotConnection("", null))))
            return Refuse(403, "AccessDeniedException", $"not allowed: {action}");
        if (_refuseAt >= 0 && _refuseAt-- == 0)
            return Refuse(403, "RefusedException", "as the test wants it");
        var (status, code, answer) = _issued.Handle(action, path, fields, principal, asked);
        // The request was carried out, and its answer is lost.
        return _lost.TryDequeue(out var lost) && lost ? Refuse(403, "LostException", "as the test wants it") : (status, code, answer);
    }

    private static (int, string?, JsonObject) Refuse(int status, string code, string message) =>
        (status, code, new JsonObject { ["message"] = message });
}
