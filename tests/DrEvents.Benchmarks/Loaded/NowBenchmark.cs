using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Loaded;

/// <summary>Events that nobody announced, called for at once: nothing is planned or ready when the operator asks.</summary>
internal static class NowBenchmark
{
    private const int Vens = 1_000;
    private const int SamplesPerS = 100;
    private const int Connections = 2;
    private const double AnsweredWithinS = 60;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await Bed.StartAsync(machine, "now", cancellation);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        var burst = await SteadySamples.FloorAsync(bed.BrokerPort, load, Vens, SamplesPerS, cancellation);
        await using var plain = await PlainVens.StartAsync(bed.BrokerPort, load, cancellation);
        await using var loaded = await LoadedBackend.StartAsync(bed, load, Vens, SamplesPerS, cancellation);

        var (first, command) = (new Latencies(), new Latencies());
        for (var i = 0; i <= options.Events; i++)
        {
            var asked = DateTimeOffset.UtcNow;
            var request = new CreateEventRequest(EndTime: asked + Length, RequestedReductionKw: Vens, Status: "active");
            var id = await bed.Http.CallEventAsync(request, cancellation);
            await Eventually.HoldsAsync("all have their commands", () => plain.CommandedAt(id).Count == Vens, AnsweredWithinS);
            foreach (var at in plain.CommandedAt(id))
                (i == 0 ? first : command).Add(at - asked);
            await Task.Delay(Between, cancellation);
            await bed.Http.StopEventAsync(id, "measured", cancellation);
            await Task.Delay(Between, cancellation);
        }
        await loaded.CheckAsync();

        var broker = $"({Vens} messages through the broker alone, {SamplesPerS} samples/s beside them)";
        report.Add($"event for now asked for → command at the VEN, {Vens} VENs", command, 500, burst, broker, beyondMs: 250);
        report.Add("the same, first event after the backend's start", first, 2_000, burst, broker, beyondMs: 1_000);
    }
}
