using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Contracts.Http;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;

namespace DrEvents.Benchmarks.Pages;

/// <summary>How long a figure that the backend tells already takes to be on a page that is open.</summary>
internal static class FigureLag
{
    private const int Readings = 30;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(730);

    /// <summary>A VEN reports powers that nobody else reports; from its being known over HTTP to its page.</summary>
    public static async Task<Latencies> OfVenAsync(
        HttpClient http,
        PublisherGroup load,
        Visit visit,
        int ven,
        CancellationToken cancellation
    )
    {
        var lags = new Latencies();
        for (var i = 0; i < Readings; i++)
        {
            var kw = 51 + i / 10.0;
            var (topic, payload) = SampleSeries.Sample(ven, DateTimeOffset.UtcNow, kw);
            await load.PublishAsync(ven, topic, payload, cancellation);
            var shown = visit.Page.GetByText(string.Create(CultureInfo.InvariantCulture, $"{kw:0.0} kW"), new() { Exact = true }).First;
            var onPage = shown.WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
            var known = await KnownAsync(http, ven, kw, cancellation);
            await onPage;
            lags.Add(Stopwatch.GetElapsedTime(known));
            await Task.Delay(Pause, cancellation);
        }
        return lags;
    }

    private static async Task<long> KnownAsync(HttpClient http, int ven, double kw, CancellationToken cancellation)
    {
        while (true)
        {
            using var answer = await http.GetAsync($"/api/vens/{SampleSeries.VenId(ven)}", cancellation);
            // Its first sample makes it known.
            if (answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<VenView>(cancellation))!.Metrics.CurrentPowerKw == kw)
                return Stopwatch.GetTimestamp();
            await Task.Delay(Look, cancellation);
        }
    }

    /// <summary>Has a VEN that is not of the fleet report once, so that nobody but the benchmark says what it uses.</summary>
    public static async Task IntroduceAsync(HttpClient http, PublisherGroup load, int ven, CancellationToken cancellation)
    {
        const double kw = 50;
        var (topic, payload) = SampleSeries.Sample(ven, DateTimeOffset.UtcNow, kw);
        await load.PublishAsync(ven, topic, payload, cancellation);
        await KnownAsync(http, ven, kw, cancellation);
    }
}
