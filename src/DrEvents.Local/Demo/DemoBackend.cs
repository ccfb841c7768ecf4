using System.Net.Http.Headers;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;

namespace DrEvents.Local.Demo;

/// <summary>The HTTP interface, as the demo asks it.</summary>
/// <param name="address">Where it is.</param>
/// <param name="key">By what it knows who asks.</param>
/// <param name="clock">What it waits by.</param>
/// <param name="stopping">Ends all waiting: the demo was told to stop.</param>
internal sealed class DemoBackend(Uri address, AuthenticationHeaderValue key, TimeProvider clock, CancellationToken stopping) : IDisposable
{
    /// <summary>So long a step may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { BaseAddress = address, DefaultRequestHeaders = { Authorization = key } };

    /// <summary>Asks.</summary>
    /// <exception cref="HttpRequestException">The backend refuses.</exception>
    public async Task<T> GetAsync<T>(string path) => (await _http.GetFromJsonAsync<T>(path, stopping))!;

    /// <summary>Has something done.</summary>
    /// <exception cref="HttpRequestException">The backend refuses.</exception>
    public async Task PostAsync(string path, object? body) => (await SendAsync(path, body)).Dispose();

    /// <inheritdoc cref="PostAsync(string, object?)"/>
    public async Task<T> PostAsync<T>(string path, object? body)
    {
        using var answer = await SendAsync(path, body);
        return (await answer.Content.ReadFromJsonAsync<T>(stopping))!;
    }

    /// <summary>Asks again until the answer is as it should be, or patience ends; returns the last answer and the seconds it took.</summary>
    public async Task<(T Value, double Seconds)> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> good, TimeSpan? patience = null)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            var value = await ask();
            var waited = clock.GetElapsedTime(since);
            if (good(value) || waited > (patience ?? Patience))
                return (value, waited.TotalSeconds);
            await Task.Delay(LookAgain, clock, stopping);
        }
    }

    /// <summary>Commands of one kind that an event's VENs were sent.</summary>
    public async Task<List<CommandView>> CommandsAsync(string path, string op) =>
        [.. (await GetAsync<EventDetail>(path)).Vens.SelectMany(v => v.Commands).Where(c => c.Op == op)];

    private async Task<HttpResponseMessage> SendAsync(string path, object? body)
    {
        var answer = await _http.PostAsync(path, body is null ? null : JsonContent.Create(body), stopping);
        answer.EnsureSuccessStatusCode();
        return answer;
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
