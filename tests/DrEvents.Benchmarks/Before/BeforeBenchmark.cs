using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Before;

/// <summary>
/// What an earlier version and this one take for the same work, in turns: samples that are stored, and readings of an event's metrics. Of this one every
/// reading carries a key, since an installation with identities asks for one.
/// </summary>
internal static class BeforeBenchmark
{
    private const int Vens = 1_000;
    private const int Connections = 4;
    private const int Readings = 2_000;

    /// <summary>So much more than before is the most.</summary>
    private const double Bar = 1.05;

    /// <summary>Nobody is held up here.</summary>
    private const string RequestsSetting = "Http__RequestsPerSecond";

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        if (options.Before is not { } before)
        {
            await Console.Error.WriteLineAsync("before: left out, since no earlier version is given (--before DLL)");
            return;
        }
        Environment.SetEnvironmentVariable(RequestsSetting, "100000");
        await using var earlier = await SideAsync(machine, "before_earlier", before, cancellation);
        await using var now = await SideAsync(machine, "before_now", program: null, cancellation);
        Environment.SetEnvironmentVariable(RequestsSetting, null);
        await now.AskWithKeyAsync(cancellation);

        // The first round is the compiler's; who is first in a round changes.
        for (var round = 0; round <= 2 * options.Repeats; round++)
        {
            foreach (var side in round % 2 == 0 ? (Side[])[earlier, now] : [now, earlier])
                await side.RoundAsync(options.Samples, isCounted: round > 0, cancellation);
        }

        Compare(report, "time to store a sample", "µs", s => s.StoreUs, earlier, now);
        Compare(report, "the backend's processor time to store a sample", "µs", s => s.StoreCpuUs, earlier, now);
        Compare(report, "time of a reading of an event's metrics", "µs", s => s.ReadUs, earlier, now);
        Compare(report, "the backend's processor time of a reading of an event's metrics", "µs", s => s.ReadCpuUs, earlier, now);
    }

    private static void Compare(Report report, string name, string unit, Func<Side, List<double>> of, Side earlier, Side now)
    {
        var (floors, values) = (of(earlier), of(now));
        report.Add(
            new Figure(
                $"{name}, ÷ the earlier version's",
                Figures.Median(values) / Figures.Median(floors),
                "",
                Bar,
                Note: $"medians of {values.Count} rounds in turns, {unit}: {Words(values)} now, {Words(floors)} before; each reading with a key now",
                Beyond: 1
            )
        );
    }

    private static string Words(List<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{Figures.Median(values):0.0} ({values.Min():0.0}–{values.Max():0.0})");

    private static async Task<Side> SideAsync(Machine machine, string name, string? program, CancellationToken cancellation)
    {
        var side = new Side(await Bed.StartAsync(machine, name, cancellation, program));
        try
        {
            await side.BeginAsync(cancellation);
            return side;
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    /// <summary>A backend of one version, and what it took.</summary>
    private sealed class Side(Bed bed) : IAsyncDisposable
    {
        private PublisherGroup? _load;
        private string _metrics = "";

        public List<double> StoreUs { get; } = [];

        public List<double> StoreCpuUs { get; } = [];

        public List<double> ReadUs { get; } = [];

        public List<double> ReadCpuUs { get; } = [];

        /// <summary>VENs are known, and an event of them all runs.</summary>
        public async Task BeginAsync(CancellationToken cancellation)
        {
            _load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
            await IngestBenchmark.StoreAsync(bed, _load, SampleSeries.Rounds(Vens, 2 * Vens, DateTimeOffset.UtcNow), cancellation);
            await bed.ExecuteAsync("analyze", cancellation);
            var asked = new CreateEventRequest(EndTime: DateTimeOffset.UtcNow.AddHours(2), RequestedReductionKw: Vens, Status: "active");
            _metrics = $"/api/events/{await bed.Http.CallEventAsync(asked, cancellation)}/metrics";
        }

        /// <summary>Asks with a key from now on, without which nobody is answered any more.</summary>
        public async Task AskWithKeyAsync(CancellationToken cancellation)
        {
            using var answer = await bed.Http.PostAsJsonAsync(
                "/api/access/keys",
                new MakeApiKeyRequest("benchmark", "administrator"),
                cancellation
            );
            answer.EnsureSuccessStatusCode();
            var made = await answer.Content.ReadFromJsonAsync<ApiKeyMadeView>(cancellation);
            bed.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made!.Secret);
        }

        public async Task RoundAsync(int samples, bool isCounted, CancellationToken cancellation)
        {
            var messages = SampleSeries.Rounds(Vens, samples, DateTimeOffset.UtcNow);
            var cpuS = bed.BackendCpuS;
            var rate = await IngestBenchmark.StoreAsync(bed, _load!, messages, cancellation);
            var storeCpuS = bed.BackendCpuS - cpuS;
            cpuS = bed.BackendCpuS;
            var begin = System.Diagnostics.Stopwatch.GetTimestamp();
            for (var i = 0; i < Readings; i++)
                _ = await bed.Http.GetByteArrayAsync(new Uri(_metrics, UriKind.Relative), cancellation);
            var readS = System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (!isCounted)
                return;
            StoreUs.Add(1e6 / rate);
            StoreCpuUs.Add(1e6 * storeCpuS / samples);
            ReadUs.Add(1e6 * readS / Readings);
            ReadCpuUs.Add(1e6 * (bed.BackendCpuS - cpuS) / Readings);
        }

        public async ValueTask DisposeAsync()
        {
            if (_load is not null)
                await _load.DisposeAsync();
            await bed.DisposeAsync();
        }
    }
}
