using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Events;

/// <summary>Asks for moments of the past of one event.</summary>
internal sealed class PastMoments(Bed bed, string eventId, DateTimeOffset begin, TimeSpan running)
{
    /// <summary>Its multiples, less what is whole of them, are all over the time, and none is another.</summary>
    private const double Stride = 0.618034;

    /// <summary>Before that, the event may not have been asked for yet.</summary>
    private const double First = 0.02;

    /// <summary>The moment after a share of the time that the event has run.</summary>
    public DateTimeOffset At(double share) => begin + running * share;

    public async Task<(double Ms, int Bytes, long EventsRead)> MomentAsync(DateTimeOffset at, string view, CancellationToken cancellation)
    {
        var asked = Stopwatch.GetTimestamp();
        var answer = await bed.Http.GetByteArrayAsync(On("at", at, view), cancellation);
        var ms = Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
        using var read = JsonDocument.Parse(answer);
        return (ms, answer.Length, read.RootElement.GetProperty("eventsRead").GetInt64());
    }

    public async Task<double> VensAsync(DateTimeOffset at, string view, CancellationToken cancellation)
    {
        var asked = Stopwatch.GetTimestamp();
        _ = await bed.Http.GetByteArrayAsync(On("at/vens", at, view), cancellation);
        return Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
    }

    /// <summary>Makes one moment after the other until cancelled, and says how many were made.</summary>
    public async Task<int> DragAsync(CancellationToken cancellation)
    {
        for (var made = 0; ; made++)
        {
            try
            {
                // No second time of any, so that each is made.
                await MomentAsync(At(First + (1 - First) * (made * Stride % 1)), "known", cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return made;
            }
        }
    }

    private Uri On(string route, DateTimeOffset at, string view) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"/api/events/{eventId}/{route}?time={at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}&view={view}"
            ),
            UriKind.Relative
        );
}
