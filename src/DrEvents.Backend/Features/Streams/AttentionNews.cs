using DrEvents.Backend.Features.Webhooks;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Something that webhooks were told to need an operator.</summary>
/// <param name="GoneSince">Since when it has not been so any more; null while it is.</param>
public sealed record AttentionTold(string Id, AttentionItem Item, DateTimeOffset? GoneSince)
{
    public static string IdOf(AttentionItem item) => $"{item.Kind}/{item.EventId}";
}

/// <summary>What there is to tell of something: that it is so, or that it is over.</summary>
public sealed record AttentionNews(string Kind, AttentionItem Item, bool IsOver, DateTimeOffset At)
{
    /// <summary>What is so for a moment only is not told: a node that starts finds a broker that is not connected yet.</summary>
    private static readonly TimeSpan ToldAfter = TimeSpan.FromSeconds(10);

    /// <summary>What comes and goes is told once.</summary>
    private static readonly TimeSpan OverAfter = TimeSpan.FromSeconds(60);

    /// <summary>What is to be told, and what is to be remembered of it.</summary>
    public static (IReadOnlyList<AttentionNews> News, IReadOnlyList<AttentionTold> Changed, IReadOnlyList<AttentionTold> Forgotten) Of(
        IReadOnlyList<AttentionItem> items,
        IReadOnlyList<AttentionTold> told,
        DateTimeOffset now
    )
    {
        var (known, there) = (told.ToDictionary(t => t.Id), items.ToDictionary(AttentionTold.IdOf));
        var begun = there
            .Where(i => !known.ContainsKey(i.Key) && KindOf(i.Value) is not null && now - i.Value.Since >= ToldAfter)
            .Select(i => new AttentionTold(i.Key, i.Value, GoneSince: null))
            .ToList();
        var back = told.Where(t => t.GoneSince is not null && there.ContainsKey(t.Id)).Select(t => t with { GoneSince = null });
        var gone = told.Where(t => t.GoneSince is null && !there.ContainsKey(t.Id)).Select(t => t with { GoneSince = now });
        var over = told.Where(t => t.GoneSince is { } since && !there.ContainsKey(t.Id) && now - since >= OverAfter).ToList();
        return (
            [
                .. begun.Select(t => new AttentionNews(KindOf(t.Item)!, t.Item, IsOver: false, now)),
                .. over.Select(t => new AttentionNews(KindOf(t.Item)!, t.Item, IsOver: true, now)),
            ],
            [.. begun, .. back, .. gone],
            over
        );
    }

    /// <summary>By what kind webhooks are told of it; null where they are not: that a webhook takes nothing is told on the page.</summary>
    private static string? KindOf(AttentionItem item) =>
        item.Kind == Attention.Webhooks ? null
        : WebhookKinds.OfAttention.Contains(item.Kind) ? item.Kind
        : WebhookKinds.Health;
}
