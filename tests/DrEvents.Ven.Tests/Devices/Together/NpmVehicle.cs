using DrEvents.Ven.Tests.Devices.Ocpp;

namespace DrEvents.Ven.Tests.Devices.Together;

/// <summary>A vehicle at a charger of npm's <c>ocpp-rpc</c>, which tells its meter each half second.</summary>
internal sealed class NpmVehicle : IAsyncDisposable
{
    public const double FullA = 16;

    private const double KwOfAmpere = 0.69;

    private readonly NpmProgram _charger;
    private readonly Stay _stay;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private volatile float _amperes = (float)FullA;

    private NpmVehicle(NpmProgram charger, string version) => (_charger, _stay) = (charger, new Stay(charger, version));

    /// <summary>What flows on each phase now.</summary>
    public double Amperes => _amperes;

    /// <summary>What it takes now.</summary>
    public double Kw => _amperes * KwOfAmpere;

    /// <summary>Messages that are not as the published schemas want them.</summary>
    public IReadOnlyList<string> Invalid => _charger.Invalid;

    /// <summary>Connects to a VEN that listens, and begins to charge.</summary>
    public static async Task<NpmVehicle> ArriveAsync(int port, string version)
    {
        var vehicle = new NpmVehicle(NpmProgram.Start("charger.mjs", null, $"ws://127.0.0.1:{port}", "CP-1", version), version);
        await vehicle._charger.NextAsync();
        await vehicle._stay.BootAsync();
        await vehicle._stay.ArriveAsync();
        vehicle._running = vehicle.RunAsync();
        return vehicle;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _charger.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var wh = 500.0;
        while (true)
        {
            wh += Kw / 3.6 / 2;
            _amperes = (float)await _stay.MeterAsync((int)wh);
            await Task.Delay(500, _stopping.Token);
        }
    }
}
