using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DrEvents.Dashboard.Backend;

/// <summary>The backend's HTTP interface, as any other program has it. Whatever is no success is a <see cref="BackendException"/>.</summary>
/// <param name="key">By what the backend knows who asks, for each request; null for nothing.</param>
/// <param name="viewer">The address of whoever is asked for, and what shows that it may be believed; null for nobody's.</param>
public sealed class BackendClient(
    IHttpClientFactory clients,
    Func<CancellationToken, ValueTask<string?>>? key = null,
    Func<(string Address, string Proof)?>? viewer = null
)
{
    /// <summary>Names of the client among those of the factory.</summary>
    public const string Name = "DrEvents.Backend";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Reads.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation);
        return await ReadAsync<T>(answer, cancellation);
    }

    /// <summary>Reads what is told with a 503 too: what is not well is said with it.</summary>
    public async Task<T> GetEvenUnwellAsync<T>(string path, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation, HttpStatusCode.ServiceUnavailable);
        return await ReadAsync<T>(answer, cancellation);
    }

    /// <summary>Asks for a change, and reads the answer.</summary>
    public async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(RequestOf(method, path, body), cancellation);
        return await ReadAsync<T>(answer, cancellation);
    }

    /// <summary>Asks for a change whose answer says nothing more.</summary>
    public async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation = default)
    {
        using var answer = await SendAsync(RequestOf(method, path, body), cancellation);
    }

    /// <summary>Opens a stream of server-sent events; the caller disposes of it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string? lastEventId, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        return await SendAsync(request, cancellation);
    }

    /// <summary>Opens a file; the caller disposes of it.</summary>
    public Task<HttpResponseMessage> FileAsync(string path, CancellationToken cancellation) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    /// <summary>Copies the bytes of a file as they come.</summary>
    public static async Task CopyAsync(HttpResponseMessage file, Stream to, CancellationToken cancellation)
    {
        try
        {
            await file.Content.CopyToAsync(to, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw BackendException.Unreachable(e.Message);
        }
    }

    private static HttpRequestMessage RequestOf(HttpMethod method, string path, object? body) =>
        new(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Json) };

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellation,
        HttpStatusCode? alsoGood = null
    )
    {
        var http = clients.CreateClient(Name);
        if (key is not null && await key(cancellation) is { } known)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", known);
        if (request.Method != HttpMethod.Get && viewer?.Invoke() is { } asked)
        {
            request.Headers.Add(RequestHeaders.Viewer, asked.Address);
            request.Headers.Add(RequestHeaders.ViewerProof, asked.Proof);
        }
        try
        {
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode || answer.StatusCode == alsoGood)
                return answer;
            using (answer)
                throw BackendException.From(answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
        }
        catch (HttpRequestException e)
        {
            throw BackendException.Unreachable(e.InnerException?.Message ?? e.Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw BackendException.Unreachable($"no answer within {http.Timeout.TotalSeconds:0} s");
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return (await answer.Content.ReadFromJsonAsync<T>(Json, cancellation))!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new BackendException(
                answer.StatusCode,
                $"{answer.RequestMessage?.RequestUri?.AbsolutePath}: {e.Message}",
                new Dictionary<string, IReadOnlyList<string>>()
            );
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw BackendException.Unreachable(e.Message);
        }
    }
}
