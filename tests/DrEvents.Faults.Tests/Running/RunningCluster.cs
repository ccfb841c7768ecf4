using System.Globalization;
using System.Text.Json;
using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Faults.Tests.Running;

/// <summary>Three backends as processes on one database and one broker, and VENs within this process.</summary>
internal sealed class RunningCluster : IProvableSystem, IAsyncDisposable
{
    private const int Nodes = 3;
    private const int Receivers = 4;
    private const int Vens = 6;
    private const double ReadyWithinS = 90;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-cluster-");
    private readonly VenAgents _vens;
    private readonly List<BackendProcess> _nodes = [];

    private RunningCluster(MosquittoBroker broker)
    {
        Broker = broker;
        _vens = new VenAgents(_folder.FullName);
    }

    /// <summary>The broker.</summary>
    public MosquittoBroker Broker { get; }

    /// <summary>All VENs.</summary>
    public IReadOnlyList<string> VenIds { get; } = VenAgents.Names(Vens);

    /// <summary>The node that is asked.</summary>
    public BackendProcess Backend { get; private set; } = null!;

    /// <summary>Starts everything on an empty database.</summary>
    public static async Task<RunningCluster> StartAsync(string connectionString)
    {
        // Its own default drops what it has acknowledged, as soon as a thousand messages wait for a receiver that is away.
        var cluster = new RunningCluster(await MosquittoBroker.StartNewAsync(settings: "max_queued_messages 0"));
        try
        {
            for (var n = 1; n <= Nodes; n++)
            {
                var name = "node-" + n.ToString(CultureInfo.InvariantCulture);
                string[] settings = ["--Cluster:Enabled=true", $"--Cluster:Receivers={Receivers.ToString(CultureInfo.InvariantCulture)}"];
                cluster._nodes.Add(new BackendProcess(connectionString, cluster.Broker.Port, cluster._folder.FullName, name, settings));
                await cluster._nodes[^1].StartAsync();
            }
            foreach (var venId in cluster.VenIds)
                await cluster._vens.StartAsync(venId, cluster.Broker.Port);
            return cluster;
        }
        catch (Exception e)
        {
            var output = cluster.Output();
            await cluster.DisposeAsync();
            throw new InvalidOperationException("The cluster does not start.\n" + output, e);
        }
    }

    /// <summary>Waits until all receivers hear and every VEN is online and could shed, by what each node knows.</summary>
    public async Task IsReadyAsync()
    {
        foreach (var node in _nodes)
        {
            await node.WarmUpAsync();
            await Eventually.HoldsAsync("all receivers hear", async () => await HearingAsync(node) == Receivers, ReadyWithinS);
            await Eventually.HoldsAsync(
                "all VENs are online and can shed",
                async () =>
                    (await node.GetAsync<List<VenView>>("api/vens")).Count(v => v is { Status: "online", Metrics.ShedAvailabilityKw: > 0 })
                    >= Vens,
                ReadyWithinS
            );
        }
    }

    /// <summary>Kills all nodes but one, which is asked from then on.</summary>
    public async Task KillAllButAsync(int survivor)
    {
        Backend = _nodes[survivor];
        await Task.WhenAll(Others(survivor).Select(node => node.KillAsync()));
    }

    /// <summary>Starts again what was killed.</summary>
    public async Task StartAllButAsync(int survivor)
    {
        foreach (var node in Others(survivor))
            await node.StartAsync();
    }

    /// <summary>A node by its place.</summary>
    public BackendProcess Node(int place) => _nodes[place];

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogEntry>> ReadLogAsync(string venId) => _vens.ReadLogAsync(venId);

    /// <summary>What the nodes wrote.</summary>
    public string Output() => string.Concat(_nodes.Select(n => n.Output()));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _vens.DisposeAsync();
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await Broker.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private IEnumerable<BackendProcess> Others(int place) => _nodes.Where((_, n) => n != place);

    private static async Task<int> HearingAsync(BackendProcess node)
    {
        using var json = JsonDocument.Parse(await (await node.Http.GetAsync("health/ready")).Content.ReadAsStringAsync());
        var detail = json.RootElement.GetProperty("checks").GetProperty("receivers").GetProperty("detail").GetString()!;
        return int.Parse(detail.Split(' ')[0], CultureInfo.InvariantCulture);
    }
}
