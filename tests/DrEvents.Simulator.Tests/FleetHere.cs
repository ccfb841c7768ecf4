using System.Globalization;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Local.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Simulator.Faults;
using DrEvents.Simulator.Truth;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Simulator.Tests;

/// <summary>A fleet with a clock that the test moves, on a real broker, and somebody who commands it and reads what it says.</summary>
internal sealed class FleetHere : IAsyncDisposable
{
    public const string EventId = "evt-0000000a";
    public static readonly DateTimeOffset Evening = new(2026, 1, 14, 18, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly string _truthFile = Path.Combine(Path.GetTempPath(), $"truth-{Guid.NewGuid():N}.csv");
    private readonly EmbeddedBroker _broker;
    private readonly TestClient _client;
    private readonly Fleet _fleet;

    private FleetHere(EmbeddedBroker broker, TestClient client, int count, string home, DateTimeOffset start, Setup? setup)
    {
        (_broker, _client, Clock) = (broker, client, new FakeTimeProvider(start));
        Options = new FleetOptions(new BrokerAddress(TestBroker.Host, broker.Port), count)
        {
            Homes = [home],
            ReportInterval = Interval,
            StartsPerSecond = int.MaxValue,
            IsWarm = true,
            TruthFile = _truthFile,
        };
        Options = setup?.Invoke(Options) ?? Options;
        _fleet = new Fleet(Options, Clock);
    }

    /// <summary>What is otherwise in a fleet than usual.</summary>
    public delegate FleetOptions Setup(FleetOptions usual);

    public FakeTimeProvider Clock { get; }

    public FleetOptions Options { get; }

    public IReadOnlyCollection<SimulatedVen> Vens => _fleet.Vens;

    /// <summary>Starts a fleet with faults, and waits until all of it is connected.</summary>
    public static Task<FleetHere> StartAsync(int count, FaultShares faults) =>
        StartAsync(count, setup: usual => usual with { Faults = faults });

    /// <summary>Starts a fleet, and waits until all of it is connected.</summary>
    public static async Task<FleetHere> StartAsync(
        int count,
        string home = FleetHomes.Typical,
        DateTimeOffset? start = null,
        Setup? setup = null
    )
    {
        var broker = await TestBroker.StartAsync();
        var client = await TestClient.ConnectAsync(broker.Port);
        await client.SubscribeAsync(Topics.Ack("+"));
        foreach (var filter in Topics.TelemetryFilters)
            await client.SubscribeAsync(filter);
        await client.SubscribeAsync(Topics.Status("+"));
        var here = new FleetHere(broker, client, count, home, start ?? Evening, setup);
        await here.StartFleetAsync();
        await Eventually.HoldsAsync($"{count} VENs are connected", () => here._fleet.Look().Connected == count);
        await here.PassAsync(Interval);
        return here;
    }

    /// <summary>Lets time pass, an interval at a time, and waits after each until every VEN has measured.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var end = Clock.GetUtcNow() + time; Clock.GetUtcNow() < end; )
        {
            Clock.Advance(Interval);
            await IsMeasuredAsync();
        }
    }

    /// <summary>Lets time pass until something holds, at most so long.</summary>
    public async Task UntilAsync(string what, Func<bool> condition, TimeSpan longest)
    {
        for (var end = Clock.GetUtcNow() + longest; !condition(); await PassAsync(Interval))
            Clock.GetUtcNow().ShouldBeLessThan(end, $"after {longest} still not: {what}");
    }

    /// <summary>Asks every VEN for the same reduction, for so long.</summary>
    /// <param name="kw">The reduction.</param>
    /// <param name="duration">How long.</param>
    /// <param name="with">Changes the command before it is sent.</param>
    public async Task ShedAsync(double kw, TimeSpan duration, Func<JsonObject, JsonObject>? with = null)
    {
        foreach (var ven in _fleet.Vens)
        {
            var now = Clock.GetUtcNow();
            var command = new VenCommand
            {
                Op = CommandOps.ShedPanel,
                CorrelationId = $"c-{ven.Id}",
                VenId = ven.Id,
                IssuedAt = now,
                ExpiresAt = now + duration,
                EventId = EventId,
                RequestedReductionKw = kw,
                DurationS = (int)duration.TotalSeconds,
            };
            var json = JsonNode.Parse(command.ToUtf8())!.AsObject();
            await _client.PublishAsync(Topics.Command(ven.Id), (with?.Invoke(json) ?? json).ToJsonString());
        }
    }

    /// <summary>Tells every VEN to give back what it shed.</summary>
    public async Task RestoreAsync()
    {
        foreach (var ven in _fleet.Vens)
        {
            var now = Clock.GetUtcNow();
            var command = new VenCommand
            {
                Op = CommandOps.Restore,
                CorrelationId = $"r-{ven.Id}",
                VenId = ven.Id,
                IssuedAt = now,
                EventId = EventId,
            };
            await _client.PublishAsync(Topics.Command(ven.Id), command.ToUtf8());
        }
    }

    /// <summary>Waits until so many acknowledgements have come.</summary>
    public Task IsAnsweredAsync(int count) => Eventually.HoldsAsync($"{count} VENs have answered", () => Acks.Count >= count);

    /// <summary>All acknowledgements so far.</summary>
    public IReadOnlyList<VenAck> Acks =>
        [.. Said(Topics.Ack).Select(m => VenAck.Read(System.Text.Encoding.UTF8.GetBytes(m)).Value.ShouldNotBeNull())];

    /// <summary>All samples so far.</summary>
    public IReadOnlyList<TelemetrySample> Samples =>
        [.. Said(Topics.Telemetry).Select(m => TelemetrySample.Read(System.Text.Encoding.UTF8.GetBytes(m), null).Value.ShouldNotBeNull())];

    /// <summary>The fleet at this moment.</summary>
    public FleetFigures Look() => _fleet.Look();

    /// <summary>All that was published, in order.</summary>
    public IReadOnlyList<Received> Messages => _client.Messages;

    /// <summary>The VENs of which the broker said that they went.</summary>
    public IEnumerable<string> Gone =>
        _client
            .Messages.Where(m => Topics.Parse(m.Topic).Kind == TopicKind.Status && m.Payload.Contains("offline", StringComparison.Ordinal))
            .Select(m => Topics.Parse(m.Topic).VenId!);

    /// <summary>Stops the fleet and reads its truth.</summary>
    public async Task<IReadOnlyList<TruthRow>> StopAsync()
    {
        var end = Clock.GetUtcNow();
        await StopFleetAsync();
        var lines = await File.ReadAllLinesAsync(_truthFile);
        lines[0].ShouldBe(TruthRow.Header);
        return [.. lines.Skip(1).Select(Read).Where(r => r.At <= end)];
    }

    /// <summary>Mean over all rows of an event, kW by VEN.</summary>
    public static double MeanKw(IEnumerable<TruthRow> rows, Func<TruthRow, double> kw) =>
        rows.GroupBy(r => r.VenId).Average(v => v.Average(kw));

    public async ValueTask DisposeAsync()
    {
        await StopFleetAsync();
        await _client.DisposeAsync();
        await _broker.DisposeAsync();
        File.Delete(_truthFile);
    }

    /// <summary>Days before are written at a pace, for which time has to pass; else it stands still.</summary>
    private async Task StartFleetAsync()
    {
        var starting = _fleet.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync("the fleet has started", IsStarted, withinS: 60);
        await starting;

        bool IsStarted()
        {
            if (Options.HistoryDays > 0 && !starting.IsCompleted)
                Clock.Advance(TimeSpan.FromMilliseconds(250));
            return starting.IsCompleted;
        }
    }

    /// <summary>A VEN that has much to send takes its time, which has to pass.</summary>
    private async Task StopFleetAsync()
    {
        var stopping = _fleet.DisposeAsync().AsTask();
        await Eventually.HoldsAsync("the fleet has stopped", IsStopped, withinS: 60);
        await stopping;

        bool IsStopped()
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return stopping.IsCompleted;
        }
    }

    private Task IsMeasuredAsync()
    {
        var now = Clock.GetUtcNow();
        return Eventually.HoldsAsync("every VEN has measured", () => _fleet.Vens.All(v => v.Newest?.At >= now));
    }

    private IEnumerable<string> Said(Func<string, string> topic) =>
        _client.Messages.Where(m => Topics.Parse(m.Topic).VenId is { } id && m.Topic == topic(id)).Select(m => m.Payload);

    private static TruthRow Read(string line)
    {
        var cells = line.Split(',');
        double Kw(int cell) => double.Parse(cells[cell], CultureInfo.InvariantCulture);
        var row = new TruthRow(
            cells[0],
            DateTimeOffset.Parse(cells[1], CultureInfo.InvariantCulture),
            Kw(2),
            Kw(3),
            cells[5].Length == 0 ? null : cells[5]
        );
        row.DeliveredKw.ShouldBe(Kw(4));
        return row;
    }
}
