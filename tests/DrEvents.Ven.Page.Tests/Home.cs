using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Local.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Page.Tests;

/// <summary>A real VEN with its page, a real broker, and somebody who sends commands as the backend does and hears the answers.</summary>
internal sealed class Home : IAsyncDisposable
{
    public const string VenId = "ven-garage";
    public const string EventId = "evt-1a2b3c4d";

    private readonly EmbeddedBroker _broker;
    private readonly TestClient _backend;
    private int _commands;

    private Home(EmbeddedBroker broker, TestClient backend, VenAgent ven) => (_broker, _backend, Ven) = (broker, backend, ven);

    public VenAgent Ven { get; }

    public Uri Page => Ven.PageAddress!;

    /// <summary>Starts all of it.</summary>
    /// <param name="change">Changes the options; those of a page on loopback with a free port otherwise.</param>
    /// <param name="loads">The home; one whose power stands still by default, so that figures can be compared.</param>
    /// <param name="clock">The VEN's clock.</param>
    public static async Task<Home> StartAsync(
        Func<VenOptions, VenOptions>? change = null,
        IEnumerable<ILoad>? loads = null,
        TimeProvider? clock = null
    )
    {
        var broker = await TestBroker.StartAsync();
        var backend = await TestClient.ConnectAsync(broker.Port, "backend");
        await backend.SubscribeAsync(Topics.Ack(VenId));
        var options = new VenOptions(VenId, new BrokerAddress(TestBroker.Host, broker.Port))
        {
            ReportInterval = TimeSpan.FromSeconds(1),
            WebPort = 0,
        };
        var ven = new VenAgent(change is null ? options : change(options), loads ?? SteadyLoad.Home(), clock ?? TimeProvider.System);
        await ven.StartAsync();
        await Eventually.HoldsAsync("the VEN is connected", () => ven.IsConnected);
        return new Home(broker, backend, ven);
    }

    /// <summary>The acknowledgements that came, oldest first.</summary>
    public IReadOnlyList<VenAck> Acks =>
        [.. _backend.Messages.Select(m => VenAck.Read(Encoding.UTF8.GetBytes(m.Payload)).Value.ShouldNotBeNull())];

    /// <summary>Asks for less, and waits for the answer.</summary>
    public Task<VenAck> ShedAsync(double kw = 2, int durationS = 3600, int revision = 1) =>
        SendAsync(c => c with { Op = CommandOps.ShedPanel, RequestedReductionKw = kw, DurationS = durationS, Revision = revision });

    /// <summary>Announces the event.</summary>
    public Task<VenAck> AnnounceAsync(DateTimeOffset start, DateTimeOffset end, double kw = 2, string eventId = EventId) =>
        SendAsync(c => c with { Op = CommandOps.Event, EventId = eventId, StartAt = start, EndAt = end, RequestedReductionKw = kw });

    /// <summary>Sends a receipt as the backend does.</summary>
    public Task SendReceiptAsync(string json) => _backend.PublishAsync(Topics.Receipt(VenId), Encoding.UTF8.GetBytes(json));

    /// <summary>Sends a command for the event, and waits for the answer.</summary>
    public async Task<VenAck> SendAsync(Func<VenCommand, VenCommand> fill)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = $"{EventId}.{++_commands}.test";
        var command = fill(
            new VenCommand
            {
                Op = CommandOps.ShedPanel,
                CorrelationId = id,
                VenId = VenId,
                IssuedAt = now,
                ExpiresAt = now.AddHours(6),
                EventId = EventId,
            }
        );
        var before = Acks.Count;
        await _backend.PublishAsync(Topics.Command(VenId), command.ToUtf8());
        await Eventually.HoldsAsync("the VEN answers", () => Acks.Skip(before).Any(a => a.CorrelationId == id));
        return Acks.Skip(before).First(a => a.CorrelationId == id);
    }

    public async ValueTask DisposeAsync()
    {
        await Ven.DisposeAsync();
        await _backend.DisposeAsync();
        await _broker.DisposeAsync();
    }
}

/// <summary>A load that wants the same all the time.</summary>
internal sealed class SteadyLoad(
    string id,
    string name,
    string type,
    double wantedKw,
    double lowestKw,
    int priority,
    bool isModulating,
    bool isCritical = false
) : ILoad
{
    private double? _limitKw;

    public LoadDescription Description { get; } = new(id, name, type, 7.2, priority, isCritical, isModulating);

    /// <summary>6.9 kW, of which 4.5 kW can be spared.</summary>
    public static IReadOnlyList<ILoad> Home() =>
        [
            new SteadyLoad("ev", "EV charger", LoadTypes.Ev, 3, 1.4, 1, isModulating: true),
            new SteadyLoad("water-heater", "Water heater", LoadTypes.WaterHeater, 2, 0, 2, isModulating: false),
            new SteadyLoad("pool-pump", "Pool pump", LoadTypes.Circuit, 0.9, 0, 4, isModulating: false),
            new SteadyLoad("kitchen", "Kitchen", LoadTypes.Circuit, 1, 1, 9, isModulating: false, isCritical: true),
        ];

    public LoadReadout MeasureAt(DateTimeOffset now) => new(Math.Min(wantedKw, _limitKw ?? wantedKw), wantedKw, lowestKw);

    public void LimitTo(double kw, DateTimeOffset now) => _limitKw = kw;

    public void Release(DateTimeOffset now) => _limitKw = null;
}
