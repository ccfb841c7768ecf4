using System.Net;
using System.Text;
using DrEvents.Mqtt;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Tests;
using DrEvents.Ven.Tests.Devices;
using DrEvents.Ven.Tests.Devices.Commissioning;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Page.Tests;

/// <summary>
/// A home with a file of its own, in which a switch and a meter announce themselves, and a VEN that is started anew when its page asks for that,
/// as the program does.
/// </summary>
internal sealed class CommissionedHome : IAsyncDisposable
{
    private const string Begun = """
        {
          "name": "Garage",
          // nothing real yet
          "loads": [
            { "id": "kitchen", "name": "Kitchen", "type": "circuit", "ratedKw": 3, "meanKw": 0.4, "critical": true }
          ]
        }

        """;

    private static readonly string[] SwitchName = ["shellyplus1pm-a8032abe54dc", "_shelly", "_tcp", "local"];
    private static readonly string[] MeterName = ["shellypro3em-08f9e0e5c790", "_shelly", "_tcp", "local"];

    private readonly string _folder = Directory.CreateTempSubdirectory("commissioned-").FullName;
    private readonly TaskCompletionSource _over = new();
    private readonly CancellationTokenSource _metersEnd = new();
    private readonly HttpListener _meter = new();
    private readonly int _port = FreePort.Take();
    private readonly MdnsResponder _responder;
    private readonly Task _metering;
    private Task _running = Task.CompletedTask;

    private CommissionedHome()
    {
        var meterPort = FreePort.Take();
        _meter.Prefixes.Add($"http://127.0.0.1:{meterPort}/");
        _meter.Start();
        _metering = MeterAsync();
        byte[] Announced(string[] name, int port, string app) =>
            new MdnsResponse()
                .Pointer("_shelly._tcp.local", name)
                .Service(name, port, $"{name[0]}.local")
                .Text(name, "gen=2", $"app={app}")
                .Address($"{name[0]}.local", "127.0.0.1")
                .Build();
        _responder = new MdnsResponder(_ => [Announced(SwitchName, Switch.Port, "Plus1PM"), Announced(MeterName, meterPort, "Pro3EM")]);
        File.WriteAllText(HomeFile, Begun);
    }

    public ShellyOverHttp Switch { get; } = new();

    /// <summary>How the meter counts what the switch draws: rightly, or the other way round.</summary>
    public int MeterSign { get; set; } = 1;

    /// <summary>How often the VEN was started.</summary>
    public int Starts { get; private set; }

    public Uri Page => new($"http://127.0.0.1:{_port}");

    public string HomeFile => Path.Combine(_folder, "garage.json");

    public string LogFile => Path.Combine(_folder, "log.db");

    public static async Task<CommissionedHome> StartAsync()
    {
        var home = new CommissionedHome();
        home._running = home.RunAsync();
        using var http = new HttpClient { BaseAddress = home.Page };
        await Testing.Eventually.HoldsAsync(
            "the page is there",
            async () =>
            {
                try
                {
                    return (await http.GetAsync(new Uri("api/state", UriKind.Relative))).IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            }
        );
        return home;
    }

    public async ValueTask DisposeAsync()
    {
        _over.TrySetResult();
        await _running;
        await _responder.DisposeAsync();
        await Switch.DisposeAsync();
        await _metersEnd.CancelAsync();
        await _metering;
        _meter.Close();
        _metersEnd.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync()
    {
        while (!_over.Task.IsCompleted)
        {
            var home = Loads.Homes.Home.Find(HomeFile).Home.ShouldNotBeNull();
            var options = new VenOptions("ven-garage", new BrokerAddress("127.0.0.1", FreePort.Take()))
            {
                ReportInterval = TimeSpan.FromSeconds(1),
                WebPort = _port,
                Home = home,
                HomeFile = HomeFile,
                LogFile = LogFile,
                MdnsAsked = _responder.Address,
                IsLoopbackSearched = true,
            };
            var loads = home.Build(1, new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance));
            await using var ven = new VenAgent(options, loads, TimeProvider.System);
            await ven.StartAsync();
            Starts++;
            await Task.WhenAny(_over.Task, ven.RestartAsked);
        }
    }

    /// <summary>A meter of three phases, of which the switch is on the second.</summary>
    private async Task MeterAsync()
    {
        while (!_metersEnd.IsCancellationRequested)
        {
            try
            {
                var context = await _meter.GetContextAsync().WaitAsync(_metersEnd.Token);
                var l2W = MeterSign * (Switch.IsOn ? Switch.PowerW : 0);
                var answer = FormattableString.Invariant(
                    $$"""{"id":0,"a_act_power":200.0,"b_act_power":{{l2W}},"c_act_power":100.0,"total_act_power":{{300 + l2W}}}"""
                );
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer), _metersEnd.Token);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or OperationCanceledException or IOException)
            {
                // The test is over, or the VEN did not wait.
            }
        }
    }
}
