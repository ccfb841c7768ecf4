using DrEvents.Testing;
using Microsoft.Extensions.Logging;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>
/// Databases that have the backend's tables and no row. A backend that makes and looks through its tables spends most of its start on it; so one does, and the
/// others get copies.
/// </summary>
internal static class BackendDatabase
{
    private static readonly Lazy<Task<string>> Template = new(() =>
        TestPostgres.MakeTemplateAsync(async connectionString =>
        {
            await using var backend = DrEvents.Backend.Backend.Build(
                [$"--ConnectionStrings:Postgres={connectionString}", "--Mqtt:Port=1", "--urls=http://127.0.0.1:0"],
                builder => builder.Logging.ClearProviders()
            );
            await backend.StartAsync();
            await backend.StopAsync();
        })
    );

    /// <summary>Makes one, for one test class or one test.</summary>
    public static async Task<TestDatabase> CreateAsync() => await TestPostgres.CreateDatabaseAsync(await Template.Value);

    /// <summary>What a backend over this database is to be told as <c>Store:Migrate</c>.</summary>
    public static string IsToMigrate(string connectionString) => TestPostgres.IsCopied(connectionString) ? "false" : "true";
}
