using Marten.Services;

namespace DrEvents.Backend.Features.Trail;

/// <summary>Tells, in the transaction of each change that is made for an action, what it changes.</summary>
public sealed class NoteChanges(TimeProvider clock) : DocumentSessionListenerBase
{
    /// <summary>So many events and documents are named; a request may change ten thousand VENs.</summary>
    private const int NamedMax = 100;
    private const string Stored = "stored";
    private const string Deleted = "deleted";

    private readonly ConcurrentDictionary<Type, bool> _isOwn = new();

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        if (Deed.Current is not { } deed)
            return Task.CompletedTask;
        var events = deed.AppendedBy(session).Where(s => s.Key != deed.Stream).SelectMany(s => s.Events).ToList();
        var documents = Documents(session).Distinct().ToList();
        if (events.Count + documents.Count == 0)
            return Task.CompletedTask;
        object[] told = deed.Untold is { } begun ? [begun, Changed(events, documents)] : [Changed(events, documents)];
        return StreamAppends.AppendAsync(session, told.Select(e => (deed.Stream, e)), token);
    }

    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        Deed.Current?.Tell();
        return Task.CompletedTask;
    }

    private ActionChanged Changed(List<IEvent> events, List<ActionDocumentView> documents)
    {
        var named = events.Take(NamedMax).ToList();
        var also = documents.Take(NamedMax - named.Count).ToList();
        var streams = named
            .GroupBy(e => e.StreamKey!)
            .Select(s => new ChangedStream(s.Key, [.. s.Select(e => new ChangedEvent(e.Data.GetType().Name, e.Id))]));
        return new ActionChanged([.. streams], also, NotTold: events.Count + documents.Count - named.Count - also.Count, clock.GetUtcNow());
    }

    private IEnumerable<ActionDocumentView> Documents(IDocumentSession session)
    {
        var pending = session.PendingChanges;
        var isOwn = new Predicate<Type>(type => IsOwn(session.DocumentStore.Options, type));
        foreach (var document in pending.Inserts().Concat(pending.Updates()).Where(d => isOwn(d.GetType())))
            yield return new ActionDocumentView(document.GetType().Name, IdOf(document), Stored);
        foreach (var deletion in pending.Deletions().Where(d => isOwn(d.DocumentType)))
            yield return new ActionDocumentView(deletion.DocumentType.Name, deletion.Id?.ToString(), Deleted);
    }

    /// <summary>Whether documents of a type are changed by nothing but requests. Folds of streams follow from what is told of the streams.</summary>
    private bool IsOwn(IReadOnlyStoreOptions options, Type type) =>
        _isOwn.GetOrAdd(
            type,
            t =>
                t.Namespace?.StartsWith(nameof(DrEvents), StringComparison.Ordinal) == true
                && !options.Events.Projections().OfType<ProjectionBase>().Any(p => p.PublishedTypes().Contains(t))
        );

    private static string? IdOf(object document) => document.GetType().GetProperty("Id")?.GetValue(document)?.ToString();
}
