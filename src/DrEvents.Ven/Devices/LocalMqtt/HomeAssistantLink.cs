using System.Globalization;
using System.Text;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Web;

namespace DrEvents.Ven.Devices.LocalMqtt;

/// <summary>Where Home Assistant listens.</summary>
/// <param name="Broker">The home's broker.</param>
/// <param name="Prefix">Its prefix of discovery.</param>
internal sealed record HomeAssistantSettings(LocalBroker Broker, string Prefix);

/// <summary>
/// The VEN as a device of Home Assistant, by its MQTT discovery: what the home uses, the event that runs, and a button that takes the home out of
/// it. What is not said for a while expires there. It announces itself at each connection to the broker, which may have lost what it kept, and each
/// time that Home Assistant has started.
/// </summary>
internal sealed class HomeAssistantLink : IAsyncDisposable
{
    /// <summary>The reason of an opt-out by the button, which asks for none.</summary>
    private const string Reason = "notParticipating";

    private const string Pressed = "PRESS";

    /// <summary>What Home Assistant says of itself when it has started: it may have forgotten what was announced.</summary>
    private const string Born = "online";

    private const string NoEvent = "none";
    private const int ExpiresAfterS = 60;

    private static readonly TimeSpan SaidEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SaidWithin = TimeSpan.FromSeconds(4);

    private readonly HomeAssistantSettings _settings;
    private readonly string _venId;
    private readonly IOwnerDesk _desk;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _own;
    private Task _running = Task.CompletedTask;
    private volatile bool _isBorn;

    /// <summary>Puts it together; it listens from the first connection on.</summary>
    public HomeAssistantLink(HomeAssistantSettings settings, string venId, IOwnerDesk desk, TimeProvider clock)
    {
        (_settings, _venId, _desk, _clock) = (settings, venId, desk, clock);
        _own = $"drevents/{venId}";
        settings.Broker.Join(clock);
        settings.Broker.Listen($"{_own}/opt-out").Heard = Press;
        settings.Broker.Listen($"{settings.Prefix}/status").Heard = payload => _isBorn |= Encoding.UTF8.GetString(payload) == Born;
    }

    /// <summary>Begins to say what there is.</summary>
    public void Start() => _running = Task.Run(RunAsync);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _settings.Broker.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var announcedTo = 0;
        while (!_stopping.IsCancellationRequested)
        {
            using var longest = new CancellationTokenSource(SaidWithin, _clock);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(longest.Token, _stopping.Token);
            try
            {
                await _settings.Broker.ConnectedAsync(both.Token);
                var connection = _settings.Broker.Connections;
                if (connection != announcedTo || _isBorn)
                {
                    _isBorn = false;
                    announcedTo = 0;
                    await AnnounceAsync(both.Token);
                    announcedTo = connection;
                }
                await SayAsync(both.Token);
            }
            catch (Exception e) when (e is DeviceException or OperationCanceledException)
            {
                // It is said with the next turn; what is old expires in between.
            }
            await Task.Delay(SaidEvery, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnnounceAsync(CancellationToken cancellation)
    {
        await AnnounceAsync(
            "sensor",
            "power",
            "Power",
            $"""
            "state_topic":"{_own}/power","unit_of_measurement":"kW","device_class":"power","state_class":"measurement","expire_after":{ExpiresAfterS}
            """,
            cancellation
        );
        await AnnounceAsync(
            "sensor",
            "event",
            "DR event",
            $"""
            "state_topic":"{_own}/event","expire_after":{ExpiresAfterS}
            """,
            cancellation
        );
        await AnnounceAsync(
            "button",
            "opt-out",
            "Opt out of the event",
            $"""
            "command_topic":"{_own}/opt-out","payload_press":"{Pressed}"
            """,
            cancellation
        );
    }

    /// <summary>Says that there is such an entity. A VEN's id has no character that JSON would need to escape.</summary>
    private Task AnnounceAsync(string component, string name, string title, string fields, CancellationToken cancellation)
    {
        var id = $"drevents_{_venId.Replace(':', '_')}_{name}";
        var device = $$"""{"identifiers":["drevents_{{_venId}}"],"name":"VEN {{_venId}}","manufacturer":"DrEvents","model":"VEN"}""";
        return _settings.Broker.PublishAsync(
            $"{_settings.Prefix}/{component}/{id}/config",
            $$"""{"name":"{{title}}","unique_id":"{{id}}",{{fields.Trim()}},"device":{{device}}}""",
            cancellation,
            retain: true
        );
    }

    private async Task SayAsync(CancellationToken cancellation)
    {
        var now = _desk.Look();
        var power = WireKw.Round(now.UsedKw).ToString(CultureInfo.InvariantCulture);
        await _settings.Broker.PublishAsync($"{_own}/power", power, cancellation);
        await _settings.Broker.PublishAsync($"{_own}/event", now.State.Shed?.What.EventId ?? NoEvent, cancellation);
    }

    private void Press(byte[] payload)
    {
        if (Encoding.UTF8.GetString(payload) == Pressed && _desk.Look().State.Shed?.What.EventId is { } eventId)
            _desk.Ask(now => OptOuts.Out(now, eventId, Reason));
    }
}
