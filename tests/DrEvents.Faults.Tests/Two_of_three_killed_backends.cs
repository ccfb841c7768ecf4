using DrEvents.Faults.Tests.Proof;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Faults.Tests;

/// <summary>
/// Three backends share the work; two are killed while VENs shed and send. The third goes on with all of it: no command is lost, no VEN
/// sheds twice, and no sample is missing that the broker had taken.
/// </summary>
[Collection(BusyTests.Name)]
public sealed class Two_of_three_killed_backends(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(14);

    private TestDatabase? _database;
    private RunningCluster? _cluster;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (RunningSystem.WhyNotHere is not null)
            return;
        _database = await TestPostgres.CreateDatabaseAsync();
        _cluster = await RunningCluster.StartAsync(_database.ConnectionString);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            output.WriteLine(_cluster?.Output() ?? "");
        if (_cluster is not null)
            await _cluster.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Fact]
    public async Task lose_no_command_and_no_sample()
    {
        RunningSystem.SkipWhereImpossible();
        var cluster = _cluster!;
        await using var witness = await TelemetryWitness.StartAsync(cluster.Broker.Port);
        // In a campaign each node is the one that is left once; the first killed are the first started, with all that they had taken on.
        foreach (var survivor in KillMoments.IsCampaign ? [2, 1, 0] : new[] { KillMoments.Seed % 3 })
        {
            await cluster.IsReadyAsync();
            var start = Clock.WholeSecondIn(2);
            var created = await cluster.Node((survivor + 1) % 3).CreateAsync(start, start + Length, [.. cluster.VenIds]);
            await using (await TelemetryFlood.StartAsync(cluster.Broker.Port))
            {
                // Before the start, amid its commands, and amid the event.
                await Clock.ReachesAsync(start.AddSeconds((2 - survivor) * 3 - 0.7));
                await cluster.KillAllButAsync(survivor);
                await Clock.ReachesAsync(start + (Length / 2));
            }
            await EventProof.HoldsAsync(cluster, created, cluster.VenIds, allBackAt: Clock.Now);
            foreach (var venId in cluster.VenIds.Append(TelemetryFlood.VenId))
                await StoredTelemetry.HoldsAllAsync(_database!.ConnectionString, witness, venId);
            await cluster.StartAllButAsync(survivor);
        }
    }
}
