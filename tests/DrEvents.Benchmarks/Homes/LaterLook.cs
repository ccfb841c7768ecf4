using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Contracts.Http;

namespace DrEvents.Benchmarks.Homes;

/// <summary>What it takes to look again at an event whose days have gone into the archive meanwhile.</summary>
internal static class LaterLook
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ClosingLongest = TimeSpan.FromMinutes(5);

    public static async Task AddAsync(Report report, HomesBackend backend, MeasuredCall call, CancellationToken cancellation)
    {
        var closed = await CloseAsync(backend, cancellation);
        var begin = Stopwatch.GetTimestamp();
        using var asked = await backend.Http.PostAsync($"/api/events/{call.Id}/results", null, cancellation);
        var again = (await asked.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<ResultAsked>(cancellation))!;
        var what = $"an event of {call.Vens.Count} VENs, {closed} VEN-days in the archive";
        report.Add(
            new Figure(
                $"result of {what}, made anew",
                Stopwatch.GetElapsedTime(begin).TotalSeconds,
                "s",
                Note: again.Issued ? "it differed from the one before" : "it was the same to the last digit"
            )
        );
        begin = Stopwatch.GetTimestamp();
        var bytes = await BundleAsync(backend, call, cancellation);
        report.Add(
            new Figure(
                $"audit bundle of {what}",
                Stopwatch.GetElapsedTime(begin).TotalSeconds,
                "s",
                Note: FormattableString.Invariant($"{bytes / 1024.0 / 1024.0:0.0} MiB")
            )
        );
        report.Add(
            new Figure(
                "most memory of the process so far, with the homes",
                Process.GetCurrentProcess().PeakWorkingSet64 / 1024.0 / 1024.0,
                "MiB"
            )
        );
    }

    /// <summary>Days that are old enough are closed as the backend does it, in its own time and with its rests.</summary>
    private static async Task<long> CloseAsync(HomesBackend backend, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            var archive = await backend.GetAsync<ArchiveView>("/api/archive", cancellation);
            if (archive.VenDaysDue == 0 || Stopwatch.GetElapsedTime(begin) > ClosingLongest)
                return archive.VenDays;
            await Task.Delay(Between, cancellation);
        }
    }

    private static async Task<long> BundleAsync(HomesBackend backend, MeasuredCall call, CancellationToken cancellation)
    {
        await using var bundle = await backend.Http.GetStreamAsync($"/api/events/{call.Id}/audit", cancellation);
        var (buffer, bytes) = (new byte[1 << 16], 0L);
        while (await bundle.ReadAsync(buffer, cancellation) is > 0 and var read)
            bytes += read;
        return bytes;
    }
}
