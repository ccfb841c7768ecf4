using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Faults.Tests.Running;

/// <summary>
/// Broker, backend and one VEN as processes, and more VENs within this one. All of it ends with <see cref="DisposeAsync"/>, whatever
/// became of the test.
/// </summary>
internal sealed class RunningSystem : IProvableSystem, IAsyncDisposable
{
    private const int VensInThisProcess = 3;
    private const double ReadyWithinS = 60;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-faults-");
    private readonly VenAgents _vens;
    private BackendProcess? _backend;
    private VenProcess? _ven;

    private RunningSystem(MosquittoBroker broker)
    {
        Broker = broker;
        _vens = new VenAgents(_folder.FullName);
    }

    /// <summary>The broker.</summary>
    public MosquittoBroker Broker { get; }

    /// <inheritdoc/>
    public BackendProcess Backend => _backend!;

    /// <summary>The VEN that is a process.</summary>
    public VenProcess Ven => _ven!;

    /// <summary>All VENs; the first is the process.</summary>
    public IReadOnlyList<string> VenIds { get; } = VenAgents.Names(1 + VensInThisProcess);

    /// <summary>Why there can be no such system on this machine; null when there can.</summary>
    public static string? WhyNotHere =>
        OperatingSystem.IsWindows() ? "Windows has no signals."
        : MosquittoBroker.Program is null ? "mosquitto is not installed."
        : null;

    /// <summary>Skips the test where there can be no such system.</summary>
    public static void SkipWhereImpossible() => Assert.SkipWhen(WhyNotHere is not null, WhyNotHere ?? "");

    /// <summary>Starts everything on an empty database, and waits until the VENs can be asked for something.</summary>
    public static async Task<RunningSystem> StartAsync(string connectionString)
    {
        var system = new RunningSystem(await MosquittoBroker.StartNewAsync());
        try
        {
            await system.StartPartsAsync(connectionString);
            await system.IsReadyAsync();
            return system;
        }
        catch (Exception e)
        {
            var output = system.Output();
            await system.DisposeAsync();
            throw new InvalidOperationException("The system does not start.\n" + output, e);
        }
    }

    /// <summary>Waits until every VEN is online and could shed, by what the backend knows.</summary>
    public async Task IsReadyAsync()
    {
        await Backend.WarmUpAsync();
        List<VenView> vens = [];
        try
        {
            await Eventually.HoldsAsync(
                "all VENs are online and can shed",
                async () =>
                {
                    vens = await Backend.GetAsync<List<VenView>>("api/vens");
                    return vens.Count == VenIds.Count && vens.All(v => v is { Status: "online", Metrics.ShedAvailabilityKw: > 0 });
                },
                ReadyWithinS
            );
        }
        catch (TimeoutException e)
        {
            var health = await Backend.Http.GetStringAsync("health/ready");
            throw new TimeoutException($"{e.Message}; {string.Join(", ", vens.Select(v => (v.Id, v.Status, v.Metrics)))}; {health}", e);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogEntry>> ReadLogAsync(string venId) => _vens.ReadLogAsync(venId);

    /// <summary>What the processes wrote.</summary>
    public string Output() => _backend?.Output() + _ven?.Output();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _vens.DisposeAsync();
        if (_ven is not null)
            await _ven.DisposeAsync();
        if (_backend is not null)
            await _backend.DisposeAsync();
        await Broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartPartsAsync(string connectionString)
    {
        _backend = new BackendProcess(connectionString, Broker.Port, _folder.FullName);
        await _backend.StartAsync();
        _ven = new VenProcess(VenIds[0], _vens.LogFile(VenIds[0]), Broker.Port, _folder.FullName);
        await _ven.StartAsync();
        foreach (var venId in VenIds.Skip(1))
            await _vens.StartAsync(venId, Broker.Port);
    }
}
