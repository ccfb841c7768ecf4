using DrEvents.Backend.Features.Archive;
using Marten;
using Marten.Schema;
using Npgsql;

namespace DrEvents.Backend.Hosting;

/// <summary>The form in which the read models of this database were written.</summary>
/// <param name="Id">Always <see cref="TheOne"/>.</param>
/// <param name="Number">See <see cref="ReadModels.Form"/>.</param>
public sealed record ReadModelForm(string Id, int Number)
{
    /// <summary>Its only id.</summary>
    public const string TheOne = "read-models";
}

/// <summary>
/// Brings a database that another version wrote up to this one, before anything else runs. Events are never rewritten and stay readable; what is
/// folded from them may have another form, and is rebuilt from them then.
/// </summary>
public sealed partial class ReadModels(ILogger<ReadModels> log) : IInitialData
{
    /// <summary>
    /// Raised with every change after which a stored read model, written before, cannot be read or lacks something. 0 is every form before
    /// forms were counted.
    /// </summary>
    public const int Form = 1;

    /// <summary>A rebuild that takes longer hangs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <inheritdoc />
    /// <exception cref="ConfigurationException">The database is of a newer version, or what has to be rebuilt is partly in the archive.</exception>
    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        // Nodes that start at once wait here for the first of them.
        await session.HoldAsync(ReadModelForm.TheOne, cancellation);
        var found = (await session.LoadAsync<ReadModelForm>(ReadModelForm.TheOne, cancellation))?.Number ?? 0;
        if (found == Form)
            return;
        if (found > Form)
            throw new ConfigurationException(
                $"ConnectionStrings:Postgres names a database that a newer DrEvents wrote (read models of form {found}, this version knows {Form}). "
                    + "Start that version, or go back to a backup from before it."
            );
        if (await ExistsAsync(session, EventStore.Schema + ".mt_events", cancellation))
        {
            if (await ExistsAsync(session, ArchiveTables.Parts, cancellation))
                throw new ConfigurationException(
                    $"The read models have to be rebuilt for this version (form {found} to {Form}), and days of telemetry that it needs are in the "
                        + "archive. Put them back with the version of before (Archive:AfterDays=0, then drevents archive restore), and start this one again."
                );
            await RebuildAsync(store, found, cancellation);
        }
        session.Store(new ReadModelForm(ReadModelForm.TheOne, Form));
        await session.SaveChangesAsync(cancellation);
    }

    private async Task RebuildAsync(IDocumentStore store, int found, CancellationToken cancellation)
    {
        using var daemon = await store.BuildProjectionDaemonAsync(logger: log);
        foreach (var name in store.Options.Events.Projections().Select(p => p.Name))
        {
            LogRebuilding(log, name, found, Form);
            await daemon.RebuildProjectionAsync(name, Longest, cancellation);
        }
    }

    private static async Task<bool> ExistsAsync(IQuerySession session, string table, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select exists (select from {table})");
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation) && reader.GetBoolean(0);
    }

    [LoggerMessage(
        LogLevel.Information,
        "Rebuilding {Projection} from the stored events: form {Found} of the read models becomes {Form}. What VENs send waits at the broker"
    )]
    private static partial void LogRebuilding(ILogger log, string projection, int found, int form);
}
