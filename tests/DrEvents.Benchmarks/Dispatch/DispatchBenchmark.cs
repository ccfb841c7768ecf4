using System.Net.Http.Json;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Dispatch;

/// <summary>
/// Events in a row for a fleet of real VENs: how long commands, acknowledgements and loads take. All clocks are this machine's.
/// </summary>
internal static class DispatchBenchmark
{
    private const int Vens = 100;
    private const double RequestedKwPerVen = 1;
    private const int CommandBytes = 500;
    private const int FloorBursts = 20;

    private const double CommandBarMs = 1_000;
    private const double AckBarMs = 5_000;
    private const double LoadBarMs = 10_000;

    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await Bed.StartAsync(machine, "dispatch", cancellation);
        var burst = await BrokerFloor.BurstsAsync(bed.BrokerPort, Vens, FloorBursts, CommandBytes, cancellation);
        var commit = await StoreFloor.CommitsAsync(bed.Database, cancellation);
        await using var loads = await LoadWatch.StartAsync(bed.BrokerPort, cancellation);
        await using var fleet = await VenFleet.StartAsync(bed, Vens, cancellation);

        var first = new Times();
        var firstCost = new ProcessorTime();
        await RunEventAsync(bed, fleet, loads, first, cancellation);
        report.AddCost("first event, with its pauses", firstCost.Since());
        var times = new Times();
        var cost = new ProcessorTime();
        for (var i = 0; i < options.Events; i++)
            await RunEventAsync(bed, fleet, loads, times, cancellation);
        report.AddCost($"{options.Events} events in a row, with their pauses", cost.Since());

        var broker = $"({Vens} messages through the broker alone)";
        report.Add($"start of event → command at the VEN, {Vens} VENs", times.Command, CommandBarMs, burst, broker);
        report.Add("the same, first event after the backend's start", first.Command, CommandBarMs, burst, broker);
        report.Add("command accepted → acknowledgement received", times.AckReceived, AckBarMs, burst, broker);
        report.Add("command accepted → acknowledgement visible in the store", times.AckVisible, AckBarMs, commit, "(a commit of one row)");
        report.Add("start of event → load down by 90 % of the share", times.LoadDown, LoadBarMs, burst, broker, times.LoadNote);
    }

    private static async Task RunEventAsync(Bed bed, VenFleet fleet, LoadWatch loads, Times times, CancellationToken cancellation)
    {
        var start = DateTimeOffset.UtcNow + Ahead;
        var request = new CreateEventRequest(start, start + Length, fleet.Count * RequestedKwPerVen);
        using var created = await bed.Http.PostAsJsonAsync("/api/events", request, cancellation);
        var id = (await created.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<EventView>(cancellation))!.Id;

        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = new AckWatch(bed.Database, id);
        var watching = watch.RunAsync(watched.Token);
        await Task.Delay(Ahead, cancellation);
        await Eventually.HoldsAsync($"{fleet.Count} acknowledgements are stored", () => watch.VisibleAt.Count == fleet.Count, withinS: 30);
        await watched.CancelAsync();
        await watching;
        await IsDownAsync(id, watch.VisibleAt.Keys, loads, cancellation);

        List<StoredAck> acks = [];
        // An answer can be stored before it is stored that the broker took the command.
        await Eventually.HoldsAsync(
            "all acceptances are stored",
            async () => (acks = await StoredAck.ReadAsync(bed.Database, id, cancellation)).Count == fleet.Count
        );
        foreach (var ack in acks)
        {
            times.Command.Add(fleet.CommandedAt(ack.VenId, id)!.Value - start);
            times.AckReceived.Add(ack.ReceivedAt - ack.AcceptedAt);
            times.AckVisible.Add(watch.VisibleAt[ack.Stream] - ack.AcceptedAt);
            times.Loads(loads.DownAt(id, ack.VenId) - start);
        }
        await StopAsync(bed.Http, id, cancellation);
    }

    /// <summary>Waits until every load is down, or until the bar has passed by far: those that are not down then are counted.</summary>
    private static async Task IsDownAsync(string id, IEnumerable<string> streams, LoadWatch loads, CancellationToken cancellation)
    {
        var venIds = streams.Select(s => s[(id.Length + 1)..]).ToList();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TimeSpan.FromMilliseconds(LoadBarMs * 1.5));
        while (!bound.IsCancellationRequested && !venIds.TrueForAll(v => loads.DownAt(id, v) is not null))
            await Task.Delay(100, bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private static async Task StopAsync(HttpClient http, string id, CancellationToken cancellation)
    {
        using var stopped = await http.PostAsJsonAsync($"/api/events/{id}/stop", new StopEventRequest("measured"), cancellation);
        stopped.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "all VENs are restored",
            async () =>
                (await http.GetFromJsonAsync<EventDetail>($"/api/events/{id}", cancellation))!.Vens.All(v =>
                    v.Status is "restored" or "ended"
                ),
            withinS: 30
        );
    }

    /// <summary>What was measured, over all VENs of some events.</summary>
    private sealed class Times
    {
        private int _notDown;

        public Latencies Command { get; } = new();

        public Latencies AckReceived { get; } = new();

        public Latencies AckVisible { get; } = new();

        public Latencies LoadDown { get; } = new();

        public string LoadNote => _notDown == 0 ? "" : $"{_notDown} VENs were not down after {LoadBarMs * 1.5} ms";

        public void Loads(TimeSpan? down)
        {
            if (down is { } time)
                LoadDown.Add(time);
            else
                _notDown++;
        }
    }
}
