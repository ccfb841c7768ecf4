using System.Text;
using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Ocpp;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>A home whose chargers connect to a port of loopback.</summary>
internal sealed class ChargingHome : IAsyncDisposable
{
    private readonly OcppKind _kind;
    private readonly DeviceContext _context;
    private readonly List<IDeviceDriver> _drivers = [];

    public ChargingHome(string? folder = null, RpcLimits? limits = null, TimeProvider? time = null)
    {
        _kind = new OcppKind(limits ?? new RpcLimits { MessagesASecondMax = 100_000 });
        _context = new DeviceContext(time ?? TimeProvider.System, new WithoutDetails(Log)) { Folder = folder };
    }

    public CapturedLog Log { get; } = new();

    public IReadOnlyList<Ven.Devices.Ocpp.Security.Stranger> Strangers => _kind.StrangersOf(_context);

    private OcppPort Port => _kind.PortOf(_context, new PortSettings(0));

    /// <summary>What is wrong with the fields of a driver.</summary>
    public static IReadOnlyList<string> ErrorsOf(string fields, double ratedKw = 11)
    {
        var errors = new List<string>();
        Read(new OcppKind(), fields, ratedKw, errors);
        return errors;
    }

    /// <summary>A connector of the home, opened so that chargers can connect.</summary>
    public async Task<IDeviceDriver> AddAsync(string fields, double ratedKw = 11)
    {
        var errors = new List<string>();
        var build = Read(
            _kind,
            "\"port\": 0, " + (fields.Contains("host", StringComparison.Ordinal) ? "" : "\"host\": \"127.0.0.1\", ") + fields,
            ratedKw,
            errors
        );
        errors.ShouldBeEmpty();
        var driver = build(_context);
        _drivers.Add(driver);
        if (_drivers.Count == 1)
            (await Should.ThrowAsync<DeviceException>(() => driver.ReadAsync(default))).Message.ShouldContain("has not connected yet");
        return driver;
    }

    public Uri Address(string identity, string scheme = "ws") =>
        new(FormattableString.Invariant($"{scheme}://127.0.0.1:{Port.Number}/ocpp/{identity}"));

    /// <summary>A charger that the home knows, and that its driver sees.</summary>
    public async Task<RawCharger> ConnectAsync(string identity, string subprotocol = "ocpp1.6")
    {
        var before = Connections();
        var charger = await RawCharger.ConnectAsync(Address(identity), subprotocol);
        await Eventually.HoldsAsync(() => Connections() > before, $"{identity} is connected");
        return charger;

        int Connections() => Log.Lines.Count(l => l.StartsWith($"Charger {identity} is connected", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var driver in _drivers)
            await driver.DisposeAsync();
    }

    private static Func<DeviceContext, IDeviceDriver> Read(OcppKind kind, string fields, double ratedKw, List<string> errors)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes($"{{ {fields} }}"));
        var strict = new StrictFields(document.RootElement, "driver", errors);
        var load = new LoadDescription("ev", "Charger", LoadTypes.Ev, ratedKw, 1, IsModulating: true);
        var build = kind.ReadDevice(strict, load).ShouldNotBeNull();
        strict.EndOfFields();
        return build;
    }

    /// <summary>A log of what a person would read: details of a hundred thousand messages would fill the memory of the test.</summary>
    private sealed class WithoutDetails(CapturedLog log) : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                log.Log(logLevel, eventId, state, exception, formatter);
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose() { }
    }
}
