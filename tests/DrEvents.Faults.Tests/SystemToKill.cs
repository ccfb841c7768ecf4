using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Faults.Tests;

/// <summary>One system for a series of kills, one event after the other.</summary>
public sealed class SystemToKill : IAsyncLifetime
{
    private TestDatabase? _database;
    private RunningSystem? _system;

    internal RunningSystem System => _system!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // The tests say themselves why they are skipped.
        if (RunningSystem.WhyNotHere is not null)
            return;
        _database = await TestPostgres.CreateDatabaseAsync();
        _system = await RunningSystem.StartAsync(_database.ConnectionString);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
            await _system.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
