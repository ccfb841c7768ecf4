using System.Globalization;
using DrEvents.Mqtt;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;

namespace DrEvents.Faults.Tests.Running;

/// <summary>VENs within the test's own process.</summary>
internal sealed class VenAgents(string folder) : IAsyncDisposable
{
    private readonly List<VenAgent> _agents = [];

    /// <summary>Starts one.</summary>
    public async Task StartAsync(string venId, int mqttPort)
    {
        var options = new VenOptions(venId, new BrokerAddress(TestBroker.Host, mqttPort))
        {
            ReportInterval = TimeSpan.FromSeconds(1),
            LogFile = LogFile(venId),
        };
        var agent = new VenAgent(options, HomeLoads.Typical(_agents.Count + 2), TimeProvider.System);
        _agents.Add(agent);
        await agent.StartAsync();
    }

    /// <summary>The names of so many VENs, from the first.</summary>
    public static IReadOnlyList<string> Names(int count) =>
        [.. Enumerable.Range(1, count).Select(n => "ven-" + n.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Where a VEN keeps its log.</summary>
    public string LogFile(string venId) => Path.Combine(folder, venId + ".log.db");

    /// <summary>What a VEN wrote down, oldest first.</summary>
    public Task<IReadOnlyList<LogEntry>> ReadLogAsync(string venId) =>
        Task.Run<IReadOnlyList<LogEntry>>(() =>
        {
            using var log = LogReader.Open(LogFile(venId));
            return [.. log.Read().Select(e => e.Entry)];
        });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
            await agent.AbortAsync();
    }
}
