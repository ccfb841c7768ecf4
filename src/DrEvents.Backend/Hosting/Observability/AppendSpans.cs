using Marten.Services;

namespace DrEvents.Backend.Hosting.Observability;

/// <summary>
/// A span for what a session stores, in a trace that is recorded. Marten's own span of a connection is not used: where a session locks something first, it
/// never ends, and what follows hangs in the air.
/// </summary>
public sealed class AppendSpans : DocumentSessionListenerBase
{
    public const string AppendSpan = "marten append";
    private readonly ConditionalWeakTable<IDocumentSession, Activity> _begun = [];

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        if (Activity.Current is not { Recorded: true } around || Tracing.Source.HasListeners() is false)
            return Task.CompletedTask;
        if (Tracing.Beside(AppendSpan, ActivityKind.Client, around.Context, from: null) is { } span)
            _begun.AddOrUpdate(session, span);
        return Task.CompletedTask;
    }

    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        if (!_begun.TryGetValue(session, out var span))
            return Task.CompletedTask;
        _begun.Remove(session);
        span.SetTag("db.system.name", "postgresql")
            .SetTag("drevents.appended", string.Join(", ", commit.GetEvents().Select(e => e.EventTypeName).Distinct().Take(8)));
        span.Stop();
        return Task.CompletedTask;
    }
}
