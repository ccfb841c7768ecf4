using System.Text.Json;
using DrEvents.Ven.Devices.Commissioning.Finding;

namespace DrEvents.Ven.Commands;

/// <summary>Asks a VEN that runs, by the interface of its page.</summary>
internal static class RunningVen
{
    private const int AnswerBytesMax = 262_144;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>The chargers that it has refused, or why it does not tell.</summary>
    /// <param name="page">The address of its page.</param>
    /// <param name="home">The home's file that they are added to.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<SearchView> StrangersAsync(Uri page, string home, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
        {
            Timeout = Longest,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        try
        {
            using var answer = await http.GetAsync(new Uri(page, "/api/devices/strangers"), cancellation);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
            if (!answer.IsSuccessStatusCode)
                return Problem(page, $"HTTP {(int)answer.StatusCode}; ask at its own machine, or at its page");
            return ToldFound.Of(JsonSerializer.Deserialize(bytes, SearchViewJson.Default.SearchView), home)
                ?? Problem(page, "what answers is no VEN of this version");
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException or ArgumentException or InvalidDataException or TaskCanceledException
                && !cancellation.IsCancellationRequested
            )
        {
            return Problem(page, e.Message);
        }
    }

    private static SearchView Problem(Uri page, string why) => new([], [$"the VEN at {page}: {why}"]);
}
