using System.Text;
using DrEvents.Backend.Features.Live;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;
using Marten.Events;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DrEvents.Backend.Tests.Scenarios;

public class RebuildScenarios
{
    /// <summary>
    /// What is kept beside the streams: AWS IoT's part of the device shadow, what receivers of a cluster say of themselves, and the number of
    /// the live projection's newest page, the generation of the nodes and what each of them does, figures that are kept until something changes, how far read models were made, and the keys of cookies.
    /// </summary>
    private static readonly string[] NoReadModels =
    [
        "mt_doc_shadowdocument",
        "mt_doc_receiverstate",
        $"mt_doc_livepage_{LiveProjection.FormVersion}",
        "mt_doc_readmodelform",
        "mt_doc_nodepressure",
        "mt_doc_nodesturn",
        $"mt_doc_keptfigures_{LiveProjection.FormVersion}",
        "mt_doc_readmodelbuild",
        "mt_doc_datakey",
    ];

    [Fact]
    public async Task all_read_models_dropped_and_rebuilt_from_the_streams_are_the_same_bytes()
    {
        await using var system = await DrSystem.StartAsync();
        var vens = await system.StartVensAsync("ven-1", "ven-2");
        var ordinary = await system.StartEventAsync(kw: 2, seconds: 600);
        await system.UntilAsync(ordinary.Id, "both VENs shed", e => e.Metrics.VensResponding == 2);
        var urgent = await system.StartEventAsync(kw: 1, seconds: 4, priority: 0, "ven-1");
        await system.UntilAsync(urgent.Id, "the urgent event is over", e => e.Status == "completed");
        await system.UntilAsync(ordinary.Id, "the VEN is back", e => e.Metrics.VensFresh == 2);
        foreach (var ven in vens)
            await ven.StopAsync();
        await Eventually.HoldsAsync(
            "both farewells are stored",
            async () => (await system.GetAsync<List<VenView>>("/api/vens")).All(v => v.Status == "offline")
        );
        await system.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
        var before = await ReadModelsAsync(system);

        var daemon = system.Host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();
        await DropAsync(system, before.Keys);
        foreach (var name in system.Store.Options.Events.Projections().Select(p => p.Name))
            await daemon.RebuildProjectionAsync(name, CancellationToken.None);

        var after = await ReadModelsAsync(system);
        before.Values.Count(rows => rows.Length > 0).ShouldBeGreaterThan(5);
        foreach (var (table, rows) in before)
            after[table].ShouldBe(rows, $"read model {table}");
    }

    private static async Task DropAsync(DrSystem system, IEnumerable<string> tables)
    {
        await using var connection = system.Store.Storage.Database.CreateConnection();
        await connection.OpenAsync();
        await using var truncate = new NpgsqlCommand("truncate " + string.Join(", ", tables.Select(t => "drevents." + t)), connection);
        await truncate.ExecuteNonQueryAsync();
    }

    /// <summary>Every row of every read model, as text, in the order of its id.</summary>
    private static async Task<Dictionary<string, string>> ReadModelsAsync(DrSystem system)
    {
        await using var connection = system.Store.Storage.Database.CreateConnection();
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (
            var list = new NpgsqlCommand(
                "select table_name from information_schema.tables where table_schema = 'drevents' and table_name like 'mt_doc_%' order by 1",
                connection
            )
        )
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        }
        tables.RemoveAll(NoReadModels.Contains);
        var content = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            var text = new StringBuilder();
            await using var all = new NpgsqlCommand($"select t::text from drevents.{table} t order by id", connection);
            await using var reader = await all.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                text.AppendLine(reader.GetString(0));
            content.Add(table, text.ToString());
        }
        return content;
    }
}
