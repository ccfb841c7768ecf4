using System.Net;
using System.Text;

namespace DrEvents.Ven.Devices.Http;

/// <summary>Asks a device over HTTP: one connection, answers bounded, no redirection followed.</summary>
internal sealed class HttpTalk : IDisposable
{
    private const int AnswerBytesMax = 65_536;
    private const int WordsMax = 120;

    private readonly HttpClient _client;
    private readonly HttpAddress _address;

    public HttpTalk(HttpAddress address, TimeSpan connectLongest)
    {
        _address = address;
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ConnectTimeout = connectLongest,
                MaxConnectionsPerServer = 1,
                MaxResponseHeadersLength = 16,
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
                Credentials = address.Secret is { } secret ? new NetworkCredential(address.User ?? "admin", secret) : null,
            }
        )
        {
            BaseAddress = address.Url,
            MaxResponseContentBufferSize = AnswerBytesMax,
            // The caller bounds each call.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The body of the answer.</summary>
    /// <exception cref="DeviceException">There was none, or it says no.</exception>
    public async Task<byte[]> AskAsync(HttpTemplate template, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(template.Method, WithSecret(template.Path, Uri.EscapeDataString));
        foreach (var (name, value) in _address.Headers)
            request.Headers.TryAddWithoutValidation(name, WithSecret(value, s => s));
        if (template.Body is { } body)
            request.Content = new StringContent(WithSecret(body, s => s), Encoding.UTF8, "application/json");
        try
        {
            using var response = await _client.SendAsync(request, cancellation);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.IsSuccessStatusCode
                ? bytes
                : throw new DeviceException(
                    response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                        ? DeviceState.Unreachable
                        : DeviceState.Refused,
                    $"HTTP {(int)response.StatusCode} to {template.Method} {PathAlone(template.Path)}: {Words(bytes)}"
                );
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new DeviceException(DeviceState.Unreachable, $"{_address.Url.Authority}: {e.Message}", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private string WithSecret(string text, Func<string, string> escape) =>
        text.Replace("{user}", escape(_address.User ?? ""), StringComparison.Ordinal)
            .Replace("{secret}", escape(_address.Secret ?? ""), StringComparison.Ordinal);

    private static string PathAlone(string path) => path.Split('?')[0];

    /// <summary>What the device says, without the secret, which some repeat.</summary>
    private string Words(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (_address.Secret is { Length: > 0 } secret)
            text = text.Replace(secret, "***", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(secret), "***", StringComparison.Ordinal);
        return string.Concat(text.Take(WordsMax).Where(c => !char.IsControl(c)));
    }
}
