using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DrEvents.Contracts.Http;

namespace DrEvents.Ven.Enrolment;

/// <summary>No certificate came; the message says why.</summary>
public sealed class EnrolmentException(string message, bool isRefused = false) : IOException(message)
{
    /// <summary>Whether the backend refused; else it could not be asked.</summary>
    public bool IsRefused => isRefused;
}

/// <summary>Asks a backend for certificates, over TLS.</summary>
internal sealed class EnrolmentService : IDisposable
{
    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(30);
    private const int AnswerBytesMax = 64 * 1024;

    private readonly HttpClient _http;

    /// <param name="backend">Its address.</param>
    /// <param name="authority">The authority that is trusted, in PEM; null takes the machine's own.</param>
    /// <exception cref="InvalidDataException">The address, or the authority, cannot be used.</exception>
    public EnrolmentService(string backend, string? authority)
    {
        if (!Uri.TryCreate(backend, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw new InvalidDataException($"'{backend}' is no address of a backend, such as https://dr.example");
        if (address.Scheme == "http" && !address.IsLoopback)
            throw new InvalidDataException($"{backend} is not https: everybody on the way could take the certificate in this VEN's place");
        _http = new HttpClient(HandlerOf(authority))
        {
            BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/"),
            Timeout = AnswerLongest,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
    }

    /// <summary>A certificate for a code.</summary>
    /// <exception cref="EnrolmentException">None came.</exception>
    public Task<EnrolledView> EnrolAsync(EnrolRequest request, CancellationToken cancellation) =>
        AskAsync("api/enrol", request, EnrolmentJson.Default.EnrolRequest, cancellation);

    /// <summary>The next certificate.</summary>
    /// <exception cref="EnrolmentException">None came.</exception>
    public Task<EnrolledView> RenewAsync(RenewRequest request, CancellationToken cancellation) =>
        AskAsync("api/enrol/renew", request, EnrolmentJson.Default.RenewRequest, cancellation);

    public void Dispose() => _http.Dispose();

    private async Task<EnrolledView> AskAsync<T>(string path, T request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, type));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _http.PostAsync(path, content, cancellation);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw Refused(answer.StatusCode, body);
            return
                JsonSerializer.Deserialize(body, EnrolmentJson.Default.EnrolledView) is { VenId: not null, Broker.Host: not null } enrolled
                ? enrolled
                : throw new JsonException("it is empty");
        }
        catch (JsonException)
        {
            throw new EnrolmentException($"{_http.BaseAddress} answers what cannot be understood: is it a DrEvents backend?");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new EnrolmentException($"{_http.BaseAddress} does not answer");
        }
        catch (HttpRequestException e)
        {
            throw new EnrolmentException($"{_http.BaseAddress} cannot be asked: {(e.InnerException ?? e).Message}");
        }
    }

    private static EnrolmentException Refused(HttpStatusCode status, byte[] body)
    {
        try
        {
            var refusal = JsonSerializer.Deserialize(body, EnrolmentJson.Default.Refusal);
            return new($"{refusal?.Detail ?? refusal?.Title ?? "no reason is given"} (HTTP {(int)status})", isRefused: true);
        }
        catch (JsonException)
        {
            return new($"refused without a reason (HTTP {(int)status})", isRefused: true);
        }
    }

    private static SocketsHttpHandler HandlerOf(string? authority)
    {
        var handler = new SocketsHttpHandler { ConnectTimeout = AnswerLongest, AllowAutoRedirect = false };
        if (authority is null)
            return handler;
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPem(authority);
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"the authority to trust cannot be read: {e.Message}");
        }
        if (trusted.Count == 0)
            throw new InvalidDataException("the authority to trust holds no certificate in PEM");
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(trusted);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        return handler;
    }
}
