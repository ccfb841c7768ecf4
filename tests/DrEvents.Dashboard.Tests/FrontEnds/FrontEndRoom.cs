using DrEvents.Local;
using DrEvents.Local.Processes;
using DrEvents.Simulator;
using DrEvents.Simulator.Field;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Dashboard.Tests.FrontEnds;

/// <summary>The whole system with VENs of three generations, an origin that may use it, and one that may not.</summary>
public sealed class FrontEndRoom : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("drevents-front-end-").FullName;
    private readonly Browser _browser = new();
    private OtherOrigin _allowed = null!;
    private OtherOrigin _stranger = null!;
    private TestDatabase _database = null!;
    private LocalSystem _system = null!;
    private Fleet _field = null!;

    /// <summary>Ids of VENs of today.</summary>
    public IReadOnlyList<string> VenIds => _system.VenIds;

    /// <summary>Id of a VEN of the field that answers every shed with <c>op:"event"</c> and its circuits.</summary>
    public string OlderVenId => FieldVen(Generation.Older);

    /// <summary>Id of a VEN of the field that tells of its loads no more than an id and a power.</summary>
    public string OldestVenId => FieldVen(Generation.Oldest);

    /// <summary>VENs of all generations.</summary>
    public int VenCount => VenIds.Count + _field.Vens.Count;

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
        _database = await TestPostgres.CreateDatabaseAsync();
        _allowed = await OtherOrigin.StartAsync(FreePort.Find());
        _stranger = await OtherOrigin.StartAsync(FreePort.Find());
        var options = new LocalOptions
        {
            DataDirectory = Path.Combine(_folder, "data"),
            HttpPort = FreePort.Find(),
            MqttPort = 0,
            VenPort = null,
            FleetSize = 1,
            ReportIntervalSeconds = 1,
        };
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = _database.ConnectionString,
            ["Measurement:BaselineMinimumSeconds"] = "5",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Http:AllowedOrigins:0"] = _allowed.Name,
        };
        _system = new LocalSystem(options, new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), NullLoggerFactory.Instance);
        await _system.StartBackendAsync(CancellationToken.None);
        await _system.StartVensAsync();
        _field = new Fleet(
            new FleetOptions(_system.Broker, Count: 6)
            {
                Prefix = "field-",
                Generations = new GenerationShares { Older = 0.5, Oldest = 0.5 },
                ReportInterval = TimeSpan.FromSeconds(1),
            },
            TimeProvider.System
        );
        await _field.StartAsync(CancellationToken.None);
    }

    /// <summary>Opens the page of the origin that may use the interface.</summary>
    internal Task<FrontEnd> OpenAsync() => OpenAsync(_allowed);

    /// <summary>Opens the same page at an origin that may not.</summary>
    internal Task<FrontEnd> OpenStrangerAsync() => OpenAsync(_stranger);

    private async Task<FrontEnd> OpenAsync(OtherOrigin origin)
    {
        var address = new Uri(origin.Url, "?api=" + Uri.EscapeDataString(_system.BackendUrl.GetLeftPart(UriPartial.Authority)));
        return new FrontEnd(await _browser.VisitAsync(address));
    }

    private string FieldVen(Generation generation) => _field.Vens.First(v => v.Generation == generation).Id;

    public async ValueTask DisposeAsync()
    {
        await _field.DisposeAsync();
        await _system.DisposeAsync();
        await _database.DisposeAsync();
        await _allowed.DisposeAsync();
        await _stranger.DisposeAsync();
        await _browser.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
