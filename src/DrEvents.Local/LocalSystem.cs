using System.Net.Http.Headers;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Host;
using DrEvents.Local.Postgres;
using DrEvents.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Receipts;
using Microsoft.AspNetCore.Builder;

namespace DrEvents.Local;

/// <summary>
/// Everything on one machine: PostgreSQL unless a connection string is configured, a broker unless one is configured, the backend, and
/// VENs. Starts in that order and stops in the reverse.
/// </summary>
public sealed class LocalSystem(LocalOptions options, IConfiguration configuration, ILoggerFactory loggers) : IAsyncDisposable
{
    private const string Database = "drevents";

    private readonly string _data = Path.GetFullPath(options.DataDirectory);
    private readonly LocalBroker _broker = new(
        options,
        configuration,
        Path.GetFullPath(options.DataDirectory),
        TimeProvider.System,
        loggers
    );
    private readonly List<VenAgent> _vens = [];
    private readonly CancellationTokenSource _over = new();
    private Task _daysBefore = Task.CompletedTask;
    private PostgresServer? _postgres;
    private WebApplication? _backend;

    /// <summary>Where the backend answers.</summary>
    public Uri BackendUrl { get; } = new($"http://localhost:{options.HttpPort}");

    /// <summary>The VENs; the first one has the page.</summary>
    public IReadOnlyList<VenAgent> Vens => _vens;

    /// <summary>The ids of the VENs, in their order.</summary>
    public IReadOnlyList<string> VenIds { get; } = [.. Enumerable.Range(1, options.FleetSize + 1).Select(n => $"ven-{n}")];

    /// <summary>Where the broker is.</summary>
    public BrokerAddress Broker => _broker.Address;

    /// <summary>Whether the homes' days before this first start are being reported.</summary>
    public bool ReportsDaysBefore => !_daysBefore.IsCompleted;

    /// <summary>Starts PostgreSQL, the broker and the backend.</summary>
    public async Task StartBackendAsync(CancellationToken cancellation)
    {
        RefusePortsThatAreTaken();
        Directory.CreateDirectory(_data);
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = BackendUrl.ToString(),
            // A newcomer does not wait half an hour for a baseline.
            ["Measurement:BaselineMinimumSeconds"] = configuration["Measurement:BaselineMinimumSeconds"] ?? "60",
            // Made at the first start: whoever enrols a VEN has to sign.
            ["Commands:SigningKeyFile"] = configuration["Commands:SigningKeyFile"] ?? Path.Combine(_data, "command-key.pem"),
            // Marten's listener outlives its host and warns when PostgreSQL, stopped last, takes its connection away.
            ["Logging:LogLevel:Marten.Events.Daemon.ProjectionDaemon"] = "Error",
        };
        if (string.IsNullOrEmpty(configuration.GetConnectionString("Postgres")))
            settings["ConnectionStrings:Postgres"] = await StartPostgresAsync(cancellation);
        await _broker.StartAsync(settings, cancellation);
        _backend = Joined.Build(
            [],
            builder =>
            {
                builder.Configuration.AddConfiguration(configuration).AddInMemoryCollection(settings);
                builder.Services.AddSingleton(_broker.Known);
            }
        );
        await Joined.CheckAsync(_backend);
        _broker.TellTo(_backend.Services.GetRequiredService<Refusals>());
        await _backend.StartAsync(cancellation);
    }

    /// <summary>Starts the VENs; those that are left are not started any more when the backend was told to stop.</summary>
    public async Task StartVensAsync()
    {
        var homes = options.MixedHomes ? new Neighbourhood(Broker, VenIds.Count, options.HistoryDays, TimeProvider.System, loggers) : null;
        var isFirst = homes is not null && await MoveInAsync(homes);
        foreach (var (venId, number) in VenIds.Select((id, i) => (id, i + 1)))
        {
            if (IsStopping.IsCancellationRequested)
                return;
            var ven = new VenAgent(
                new VenOptions(venId, Broker)
                {
                    ReportInterval = TimeSpan.FromSeconds(options.ReportIntervalSeconds),
                    LogFile = Path.Combine(_data, "vens", venId + ".db"),
                    Seed = homes?.SeedOf(number) ?? number,
                    IsWarm = homes is not null,
                    WebPort = number == 1 ? options.VenPort : null,
                    ReceiptKeys = ReceiptKeysOfBackend,
                },
                homes?.LoadsOf(number) ?? HomeLoads.Typical(number),
                TimeProvider.System,
                loggers
            );
            _vens.Add(ven);
            await ven.StartAsync();
        }
        if (isFirst)
            _daysBefore = ReportDaysBeforeAsync(homes!);
    }

    /// <summary>What backend and pages are made of, for who runs them in a process of its own.</summary>
    public IServiceProvider Services => _backend!.Services;

    /// <summary>Cancelled when the backend was told to stop, as by Ctrl-C. It goes on until <see cref="DisposeAsync"/>, for VENs to say goodbye.</summary>
    public CancellationToken IsStopping => _backend!.Lifetime.ApplicationStopping;

    /// <summary>Both are of one hand here: the VENs are given the key by which the backend signs, where it does.</summary>
    private ReceiptKeys ReceiptKeysOfBackend =>
        _backend!.Services.GetRequiredService<ReceiptKey>().Key is { } key ? ReceiptKeys.Read(key.Public.ToPem()).Keys! : ReceiptKeys.None;

    /// <summary>By which this process uses its own backend, also when callers on this machine are asked for a key.</summary>
    public AuthenticationHeaderValue OwnKey => new("Bearer", Services.GetRequiredService<OwnKeys>().Of(Roles.Operator));

    /// <summary>There while the first start is not over: the backend knows the homes, and not yet all of their days before.</summary>
    private string MovingIn => Path.Combine(_data, "moving-in");

    /// <summary>Whether days before are still to be reported. VENs that are there already are somebody's, and have a past of their own.</summary>
    private async Task<bool> MoveInAsync(Neighbourhood homes)
    {
        using var http = new HttpClient { BaseAddress = BackendUrl, DefaultRequestHeaders = { Authorization = OwnKey } };
        if (!File.Exists(MovingIn))
        {
            if (await http.GetFromJsonAsync<List<VenView>>("api/vens", IsStopping) is not { Count: 0 })
                return false;
            await File.WriteAllTextAsync(MovingIn, "", IsStopping);
        }
        await homes.RegisterAsync(http, IsStopping);
        return true;
    }

    private async Task ReportDaysBeforeAsync(Neighbourhood homes)
    {
        try
        {
            await homes.WriteHistoryAsync(_over.Token);
            File.Delete(MovingIn);
        }
        catch (OperationCanceledException)
        {
            // The next start begins again; what is stored counts once.
        }
    }

    private void RefusePortsThatAreTaken()
    {
        ListenAddress.RefuseUnusable("Local:HttpPort", BackendUrl.ToString());
        if (_broker.Other is null)
        {
            ListenAddress.RefuseUnusable("Local:MqttPort", $"mqtt://127.0.0.1:{options.MqttPort}");
            ListenAddress.RefuseUnusable("Local:MqttTlsPort", $"mqtt://{options.MqttTlsAddress}:{options.MqttTlsPortInForce()}");
        }
        if (options.VenPort is { } page)
            ListenAddress.RefuseUnusable("Local:VenPort", $"http://127.0.0.1:{page}");
    }

    private async Task<string> StartPostgresAsync(CancellationToken cancellation)
    {
        var postgres = new PostgresOptions { DataDirectory = Path.Combine(_data, "postgres"), Binaries = options.PostgresBinaries };
        _postgres = new PostgresServer(postgres, loggers.CreateLogger<PostgresServer>());
        await _postgres.StartAsync(cancellation);
        await _postgres.EnsureDatabaseAsync(Database, cancellation);
        return _postgres.ConnectionString(Database);
    }

    /// <summary>Stops everything in order; each part is tried, whatever became of the others.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _daysBefore;
        await Task.WhenAll(_vens.Select(ven => ven.DisposeAsync().AsTask()));
        if (_backend is not null)
        {
            await _backend.StopAsync();
            await _backend.DisposeAsync();
        }
        await _broker.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _over.Dispose();
    }
}
