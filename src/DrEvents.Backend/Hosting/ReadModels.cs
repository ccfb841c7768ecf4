namespace DrEvents.Backend.Hosting;

/// <summary>The generation of nodes that act on this database: see <see cref="EarlierNodes.Generation"/>.</summary>
public sealed record ReadModelForm(string Id, int Number)
{
    public const string TheOne = "read-models";
}

/// <summary>
/// Looks, before anything else runs, what of this version's read models the database has. Events are never rewritten and stay readable; what is
/// folded from them has tables of its own in each version, and is made from the events where it is not there.
/// </summary>
public sealed class ReadModels(TimeProvider clock) : IInitialData
{
    /// <exception cref="ConfigurationException">The database is of a newer version.</exception>
    public async Task Populate(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        // Nodes that start at once wait here for the first of them.
        await session.HoldAsync(ReadModelForm.TheOne, cancellation);
        var found = (await session.LoadAsync<ReadModelForm>(ReadModelForm.TheOne, cancellation))?.Number ?? 0;
        if (found > EarlierNodes.Generation)
            throw new ConfigurationException(
                $"ConnectionStrings:Postgres names a database that a newer DrEvents wrote (generation {found}, this version is of {EarlierNodes.Generation}). "
                    + "Start that version, or go back to a backup from before it."
            );
        var isEmpty = !await session.AnyEventsAsync(cancellation);
        foreach (var state in store.Options.States())
        {
            var build = await session.LoadAsync<ReadModelBuild>(ReadModelBuild.NameOf(state), cancellation);
            state.IsLevel = isEmpty || build?.HasMade(state) is true;
            if (isEmpty)
                session.Store(ReadModelBuild.Of(state, ReadModelBuild.Done, clock.GetUtcNow()));
        }
        await session.SaveChangesAsync(cancellation);
    }
}
