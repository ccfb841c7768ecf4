using JasperFx;
using Weasel.Core;
using Weasel.Postgresql.Functions;
using Weasel.Postgresql.Tables;

namespace DrEvents.Backend.Hosting;

/// <summary>What this process may do to the database's tables: configuration section <c>Store</c>.</summary>
public sealed class StoreSettings
{
    /// <summary>
    /// Tables are made and changed at the start. Without it they have to be there as this version wants them, made by a start with it under a role that may; this
    /// process's own role then needs no right to.
    /// </summary>
    public bool Migrate { get; set; } = true;
}

/// <summary>Has Marten and Wolverine make and change their tables at the start, or not at all.</summary>
public static class Migrations
{
    private const string Section = "Store";

    /// <summary>Whether this process makes and changes tables at its start.</summary>
    public static bool AreMade(IConfiguration configuration) =>
        configuration.GetSection(Section).GetValue(nameof(StoreSettings.Migrate), defaultValue: true);

    /// <summary>Reads the settings, and has the start end where nobody makes tables and one is missing.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<StoreSettings>(configuration, Section);
        if (!AreMade(configuration))
            services.AddHostedService<TablesAreThere>();
    }

    /// <summary>How a store treats its tables when it first needs one.</summary>
    public static AutoCreate WhenNeeded(IConfiguration configuration) =>
        AreMade(configuration) ? AutoCreate.CreateOrUpdate : AutoCreate.None;
}

/// <summary>Ends a start that makes no tables where a table, a column or a function is missing, and names it. Indexes are not looked at.</summary>
internal sealed class TablesAreThere(IDocumentStore store) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var session = store.QuerySession();
        var there = (await session.NamesOfObjectsAsync(cancellationToken)).ToHashSet();
        var missing = store.Storage.AllObjects().SelectMany(NamesOf).Where(name => !there.Contains(name)).ToList();
        if (missing.Count > 0)
            throw new ConfigurationException(
                $"Store:Migrate is false, and the database lacks what this version stores into: {missing[0]}{(missing.Count > 1 ? $" and {missing.Count - 1} more" : "")}. "
                    + "Start once with Store:Migrate=true under a role that may make tables"
            );
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<string> NamesOf(ISchemaObject made) =>
        made switch
        {
            Table table => table.Columns.Select(c => $"{NameOf(table)}.{c.Name}"),
            Function function => [$"{NameOf(function)}()"],
            _ => [],
        };

    private static string NameOf(ISchemaObject made) => $"{made.Identifier.Schema}.{made.Identifier.Name}";
}
