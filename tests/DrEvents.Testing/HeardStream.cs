using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;

namespace DrEvents.Testing;

/// <summary>A message of a stream, as a client hears it.</summary>
/// <param name="Id">The newest id that the client was told; null before the first.</param>
public sealed record HeardMessage(string Kind, long? Id, JsonElement Data);

/// <summary>Server-sent events of the backend, as a client of another maker hears them: by the parser of the framework.</summary>
public sealed class HeardStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly List<HeardMessage> _heard = [];
    private readonly Lock _gate = new();
    private readonly HttpResponseMessage _answer;
    private readonly Task _listening;
    private long? _id;

    private HeardStream(HttpResponseMessage answer)
    {
        _answer = answer;
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>All so far, in order.</summary>
    public IReadOnlyList<HeardMessage> Heard
    {
        get
        {
            lock (_gate)
                return [.. _heard];
        }
    }

    /// <summary>The id of the newest message.</summary>
    public long? Id
    {
        get
        {
            lock (_gate)
                return _id;
        }
    }

    /// <summary>Whether the backend ended it, or the connection broke.</summary>
    public bool IsOver => _listening.IsCompleted;

    /// <summary>The data of all messages of a kind.</summary>
    public IEnumerable<JsonElement> Of(string kind) => Heard.Where(m => m.Kind == kind).Select(m => m.Data);

    /// <summary>The items of all <c>stored</c> messages.</summary>
    public IEnumerable<JsonElement> Stored => Of("stored").SelectMany(m => m.GetProperty("items").EnumerateArray());

    /// <summary>Begins to listen, and returns when the backend has begun to tell.</summary>
    public static async Task<HeardStream> OpenAsync(HttpClient http, string path, long? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is { } id)
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        return new HeardStream(answer);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        _answer.Dispose();
        await _listening;
        _leaving.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            await using var body = await _answer.Content.ReadAsStreamAsync(_leaving.Token);
            var parser = SseParser.Create(body);
            await foreach (var item in parser.EnumerateAsync(_leaving.Token))
            {
                var message = new HeardMessage(item.EventType, IdOf(parser.LastEventId), JsonElement.Parse(item.Data));
                lock (_gate)
                {
                    _heard.Add(message);
                    _id = message.Id;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException)
        {
            // It is over, by this side or by the other.
        }
    }

    private static long? IdOf(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
