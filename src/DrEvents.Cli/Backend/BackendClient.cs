using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Backend;

/// <summary>
/// Speaks HTTP to the backend. An answer that is no success, and no answer, end the verb with what the person has to know.
/// Only reads are repeated, and only where the backend says when (503 with Retry-After).
/// </summary>
/// <param name="key">Sent with every request; none where it is null.</param>
/// <param name="reason">Sent with every change, for the record; none where it is null.</param>
sealed class BackendClient(Uri url, Shell shell, string? key = null, string? reason = null) : IDisposable
{
    private const int RetriesMax = 4;
    private static readonly TimeSpan RetryWaitMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What is null is not part of a request: the backend then takes its own default.</summary>
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly HttpClient _http = new(
        new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }
    )
    {
        BaseAddress = url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/"),
        DefaultRequestHeaders = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>Reads.</summary>
    public async Task<Answer> Get(string path, CancellationToken stop)
    {
        for (var retry = 0; ; retry++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using var response = await Send(request, stop);
            if (await WaitsToRetry(response, retry, stop))
                continue;
            return await Read(request, response, stop);
        }
    }

    /// <summary>Reads into a new file, byte for byte, however long it is.</summary>
    /// <param name="option">The option that names the file, for messages.</param>
    public async Task Download(string path, string option, string file, CancellationToken stop)
    {
        for (var retry = 0; ; retry++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using var response = await Send(request, stop, HttpCompletionOption.ResponseHeadersRead);
            if (await WaitsToRetry(response, retry, stop))
                continue;
            if (!response.IsSuccessStatusCode)
                await Read(request, response, stop);
            await NewFile.Write(option, file, to => Copied(response, to, stop));
            return;
        }
    }

    /// <summary>Waits as long as a busy backend asks for, unless it did so often enough.</summary>
    private async Task<bool> WaitsToRetry(HttpResponseMessage response, int retry, CancellationToken stop)
    {
        if (retry >= RetriesMax || WaitAsked(response) is not { } wait)
            return false;
        shell.Say($"the backend is busy (503), asking again in {wait.TotalSeconds:0.#} s");
        await Task.Delay(wait, shell.Clock, stop);
        return true;
    }

    /// <summary>Asks for a change.</summary>
    public Task<Answer> Post<T>(string path, T? body, CancellationToken stop)
        where T : class => Change(HttpMethod.Post, path, body, stop);

    /// <summary>Asks for a change of what is there.</summary>
    public Task<Answer> Patch<T>(string path, T? body, CancellationToken stop)
        where T : class => Change(HttpMethod.Patch, path, body, stop);

    /// <summary>Asks for a change of what is there.</summary>
    public Task<Answer> Put<T>(string path, T? body, CancellationToken stop)
        where T : class => Change(HttpMethod.Put, path, body, stop);

    /// <summary>Asks for a removal.</summary>
    public Task<Answer> Delete<T>(string path, T? body, CancellationToken stop)
        where T : class => Change(HttpMethod.Delete, path, body, stop);

    /// <summary>Hands a file over.</summary>
    public async Task<Answer> PostFile(string path, byte[] bytes, string mediaType, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var response = await Send(request, stop);
        return await Read(request, response, stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Answer> Change<T>(HttpMethod method, string path, T? body, CancellationToken stop)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: Written);
        using var response = await Send(request, stop);
        return await Read(request, response, stop);
    }

    /// <summary>An answer that ends before it is whole is none.</summary>
    private async Task Copied(HttpResponseMessage response, Stream to, CancellationToken stop)
    {
        try
        {
            await response.Content.CopyToAsync(to, stop);
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw Unreachable($"the answer broke off: {e.InnerException?.Message ?? e.Message}");
        }
    }

    private async Task<HttpResponseMessage> Send(
        HttpRequestMessage request,
        CancellationToken stop,
        HttpCompletionOption until = HttpCompletionOption.ResponseContentRead
    )
    {
        if (reason is { Length: > 0 } && request.Method != HttpMethod.Get)
            request.Headers.TryAddWithoutValidation(RequestHeaders.Reason, reason);
        try
        {
            return await _http.SendAsync(request, until, stop);
        }
        catch (HttpRequestException e)
        {
            throw Unreachable(e.InnerException?.Message ?? e.Message);
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {_http.Timeout.TotalSeconds:0} s");
        }
    }

    private VerbFailed Unreachable(string problem) =>
        new(
            ExitCode.Unreachable,
            $"no backend at {url.AbsoluteUri.TrimEnd('/')}: {problem}.",
            "Is it running there? Say another address with --url or DREVENTS_URL."
        );

    private TimeSpan? WaitAsked(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter is not { } retryAfter)
            return null;
        var asked = retryAfter.Delta ?? (retryAfter.Date - shell.Now) ?? TimeSpan.Zero;
        return asked < TimeSpan.Zero ? TimeSpan.Zero
            : asked > RetryWaitMax ? RetryWaitMax
            : asked;
    }

    private static async Task<Answer> Read(HttpRequestMessage request, HttpResponseMessage response, CancellationToken stop)
    {
        var what = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        // Bytes, not ReadAsString: a charset that is misspelt in a header is no reason to fail, JSON is UTF-8.
        var body = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(stop));
        return response.IsSuccessStatusCode
            ? new Answer((int)response.StatusCode, body, what)
            : throw Problem.From(response.StatusCode, body, what);
    }
}
