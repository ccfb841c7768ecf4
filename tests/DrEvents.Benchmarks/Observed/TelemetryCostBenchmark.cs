using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Loaded;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Observed;

/// <summary>
/// What it costs the backend to be observed: one with metrics, scraped, and with a tenth of all traces sent to a collector, beside one with nothing of it
/// (<c>OTEL_SDK_DISABLED</c>). Both do the same work at the same time, so that whatever else the machine does meets both; when they took turns, single
/// quotients lay between 0.7 and 1.6. The interval is that of the mean of the pairs' quotients. Results of the events are made when all is over: made after ten
/// minutes, those of one turn were work of another.
/// </summary>
/// <remarks>
/// Without code by profile (<c>TieredPGO</c>): each process draws its own conclusions from its first minutes, and keeps them. With it the unobserved backend was
/// the dearer one by 2 to 9 % of a sample, and the cheaper one by 1 to 7 % of a command, in one run.
/// </remarks>
internal static class TelemetryCostBenchmark
{
    private const int Pairs = 20;
    private const int Vens = 1_000;
    private const int Connections = 2;
    private const double Bar = 3;
    private const int WarmingRounds = 6;
    private const int EventsOfTurn = 6;
    private const int EventsOfWarming = 2;
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>Student's t for 19 degrees of freedom, 95 %.</summary>
    private const double T = 2.093;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        var samplesOfTurn = options.Samples * 3;
        await using var collector = await Collector.StartAsync();
        await using var plain = await Turn.StartAsync(machine, "plain", Alike(("OTEL_SDK_DISABLED", "true")), cancellation);
        await using var observed = await Turn.StartAsync(
            machine,
            "observed",
            Alike(("Telemetry__OtlpEndpoint", collector.Address.ToString()), ("Telemetry__OtlpProtocol", "http/protobuf")),
            cancellation
        );
        // The compiler finds something to make faster for a long while: measured after two rounds, being observed read as half as much again.
        for (var i = 0; i < WarmingRounds; i++)
        {
            await PairAsync(t => t.SamplesAsync(samplesOfTurn, cancellation));
            await PairAsync(t => t.CommandsAsync(EventsOfWarming, cancellation));
        }
        var (samples, commands) = (new List<(double Plain, double Observed)>(), new List<(double Plain, double Observed)>());
        for (var i = 0; i < Pairs; i++)
        {
            samples.Add(await PairAsync(t => t.SamplesAsync(samplesOfTurn, cancellation)));
            commands.Add(await PairAsync(t => t.CommandsAsync(EventsOfTurn, cancellation)));
        }
        if (collector.Received == 0)
            throw new InvalidOperationException("No trace came to the collector: nothing was measured.");
        await AddStandingAsync(report, plain, observed, cancellation);
        Add(report, "sample", samples, $"{samplesOfTurn} samples a turn");
        Add(report, "command with its answer", commands, $"{Vens} VENs, told to shed and to restore");

        async Task<(double, double)> PairAsync(Func<Turn, Task<double>> work)
        {
            var both = await Task.WhenAll(work(plain), work(observed));
            return (both[0], both[1]);
        }
    }

    private static Dictionary<string, string> Alike(params (string Key, string Value)[] own) =>
        new(own.Select(o => KeyValuePair.Create(o.Key, o.Value))) { ["DOTNET_TieredPGO"] = "0", ["Results__IssueAfterSeconds"] = "86400" };

    /// <summary>What is done whether anything happens or not: reading the store, and answering scrapes.</summary>
    private static async Task AddStandingAsync(Report report, Turn plain, Turn observed, CancellationToken cancellation)
    {
        var (plainS, observedS) = (plain.CpuS, observed.CpuS);
        await Task.Delay(Rest, cancellation);
        var (plainMs, observedMs) = (
            (plain.CpuS - plainS) * 1e3 / Rest.TotalSeconds,
            (observed.CpuS - observedS) * 1e3 / Rest.TotalSeconds
        );
        report.Add(
            new Figure(
                "processor time of the backend for being observed, in a second in which nothing happens",
                observedMs - plainMs,
                "ms",
                Note: FormattableString.Invariant($"unobserved {plainMs:0.0}, observed and scraped every 5 s {observedMs:0.0}")
            )
        );
    }

    private static void Add(Report report, string of, List<(double Plain, double Observed)> pairs, string what)
    {
        var percent = pairs.ConvertAll(p => (p.Observed / p.Plain - 1) * 100);
        var (mean, error) = (percent.Average(), Error(percent));
        report.Add(
            new Figure(
                $"processor time of the backend for being observed, per {of}",
                mean,
                "%",
                Bar,
                Note: FormattableString.Invariant(
                    $"95 % interval {mean - error:0.0} to {mean + error:0.0}; {Pairs} pairs; {what}; unobserved {Figures.Median(pairs.Select(p => p.Plain)):0} µs, observed {Figures.Median(pairs.Select(p => p.Observed)):0} µs"
                )
            )
        );
    }

    private static double Error(List<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        return T * Math.Sqrt(variance / values.Count);
    }

    /// <summary>One of the two backends with what works on it.</summary>
    private sealed class Turn(Bed bed, PublisherGroup load, PlainVens vens, Timer? scraping) : IAsyncDisposable
    {
        private static readonly TimeSpan Scraped = TimeSpan.FromSeconds(5);
        private int _series;

        public static async Task<Turn> StartAsync(
            Machine machine,
            string name,
            Dictionary<string, string> settings,
            CancellationToken cancellation
        )
        {
            // The child inherits them.
            foreach (var (key, value) in settings)
                Environment.SetEnvironmentVariable(key, value);
            var bed = await Bed.StartAsync(machine, name, cancellation);
            foreach (var key in settings.Keys)
                Environment.SetEnvironmentVariable(key, null);
            var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
            var vens = await PlainVens.StartAsync(bed.BrokerPort, load, cancellation);
            var isObserved = !settings.ContainsKey("OTEL_SDK_DISABLED");
            var scraping = isObserved ? new Timer(_ => _ = ScrapeAsync(bed), null, TimeSpan.Zero, Scraped) : null;
            return new Turn(bed, load, vens, scraping);
        }

        public double CpuS => bed.BackendCpuS;

        /// <summary>
        /// A series lasts longer than the turn that sends it, so that the next one lies over it: each has a millisecond of its own, as a sample with the VEN
        /// and the time of another is the same sample, and is stored once.
        /// </summary>
        private DateTimeOffset Begin()
        {
            var now = DateTimeOffset.UtcNow;
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)).AddMilliseconds(_series++ % 1_000);
        }

        /// <summary>Processor time of the backend for a sample, µs.</summary>
        public async Task<double> SamplesAsync(int count, CancellationToken cancellation)
        {
            var progress = await Progress.BeginAsync(bed, cancellation);
            var before = bed.BackendCpuS;
            await load.PublishAsync(SampleSeries.Rounds(Vens, count, Begin()), cancellation);
            await progress.CommittedAsync(count, cancellation);
            await SettledAsync(cancellation);
            return (bed.BackendCpuS - before) * 1e6 / count;
        }

        /// <summary>Processor time of the backend for a command and its answer, µs: of an event that is called and stopped.</summary>
        public async Task<double> CommandsAsync(int events, CancellationToken cancellation)
        {
            // VENs that are not heard are asked for nothing.
            await load.PublishAsync(SampleSeries.Rounds(Vens, Vens, Begin()), cancellation);
            await SettledAsync(cancellation);
            var before = bed.BackendCpuS;
            for (var i = 0; i < events; i++)
            {
                var request = new CreateEventRequest(EndTime: DateTimeOffset.UtcNow + Length, RequestedReductionKw: Vens, Status: "active");
                var id = await bed.Http.CallEventAsync(request, cancellation);
                await AnsweredAsync(id, Vens, cancellation);
                await bed.Http.StopEventAsync(id, "measured", cancellation);
                await AnsweredAsync(id, 2 * Vens, cancellation);
            }
            await SettledAsync(cancellation);
            return (bed.BackendCpuS - before) * 1e6 / (2 * Vens * events);
        }

        public async ValueTask DisposeAsync()
        {
            if (scraping is not null)
                await scraping.DisposeAsync();
            await vens.DisposeAsync();
            await load.DisposeAsync();
            await bed.DisposeAsync();
        }

        private static async Task ScrapeAsync(Bed bed)
        {
            try
            {
                _ = await bed.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
            }
            catch (Exception e) when (e is HttpRequestException or ObjectDisposedException or TaskCanceledException)
            {
                // It has ended.
            }
        }

        /// <summary>Waits until the live read models have all that is stored: their work belongs to this turn and not to the next.</summary>
        private async Task SettledAsync(CancellationToken cancellation)
        {
            await Eventually.HoldsAsync(
                "read models have all that is stored",
                async () =>
                    await bed.CountAsync(
                        """
                        select (select max(seq_id) from drevents.mt_events) - max(last_seq_id)
                        from drevents.mt_event_progression where name like 'Live:%'
                        """,
                        cancellation
                    ) <= 0,
                withinS: 60
            );
            await Task.Delay(Breath, cancellation);
        }

        private Task AnsweredAsync(string eventId, int answers, CancellationToken cancellation) =>
            Eventually.HoldsAsync(
                $"{answers} answers are stored",
                async () =>
                    await bed.CountAsync(
                        $"select count(*) from drevents.mt_events where stream_id like '{eventId}/%' and type = 'ack_received'",
                        cancellation
                    ) >= answers,
                withinS: 60
            );
    }
}
