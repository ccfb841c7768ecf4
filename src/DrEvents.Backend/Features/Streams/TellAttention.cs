using DrEvents.Backend.Features.Webhooks;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Tell webhooks what is new of what needs an operator.</summary>
public sealed record TellAttention(IReadOnlyList<AttentionItem> Items);

public static class TellAttentionHandler
{
    public static async Task<OutgoingMessages> Handle(
        TellAttention seen,
        IDocumentSession session,
        Telling telling,
        WebhookJson json,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var told = await session.Query<AttentionTold>().ToListAsync(cancellation);
        var (news, changed, forgotten) = AttentionNews.Of(seen.Items, told, clock.GetUtcNow());
        session.Store(changed.ToArray());
        foreach (var over in forgotten)
            session.Delete(over);
        var messages = new OutgoingMessages();
        foreach (var (kind, item, isOver, at) in news)
        {
            var body = json.Of(kind, at, new WebhookAttentionData(item, isOver));
            messages.AddRange(await telling.TellAsync(session, new Occasion(kind, AttentionTold.IdOf(item), at, body), cancellation));
        }
        return messages;
    }
}

/// <summary>
/// Looks what needs an operator for as long as a webhook wants to be told of it, on one of several nodes. A timer, since what is not delivered is no event.
/// </summary>
public sealed class AttentionWatch(
    IDocumentStore store,
    AttentionReading attention,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<AttentionWatch> log
) : RepeatedWork("Telling webhooks what needs an operator", TimeSpan.FromSeconds(5), clock, log)
{
    private readonly OneOfMany _node = new(store, "attention for webhooks", TimeSpan.FromSeconds(12), clock);
    private bool _isThisOne;

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        if (!await Telling.AnyWantsAsync(session, WebhookKinds.OfAttention, cancellation))
            return;
        _isThisOne = await _node.IsThisOneAsync(cancellation);
        if (!_isThisOne)
            return;
        var items = await attention.ReadAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new TellAttention(items), CancellationToken.None);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isThisOne)
            await _node.LeaveAsync(cancellationToken);
    }
}
