using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Streams;

/// <summary>What needs an operator, gathered once for all who listen, whatever they are bounded to.</summary>
public sealed class WatchedAttention(
    AttentionReading reading,
    ProgrammesOfEvents events,
    TimeProvider clock,
    IHostApplicationLifetime lifetime
)
{
    private const string Broker = "broker";
    private static readonly Sentence NotHeard = Sentence.Say(SaidKind.VensNotHeard, "VENs are not heard");
    private const int PausesPerReading = 9;
    private static readonly TimeSpan PauseShortest = TimeSpan.FromSeconds(4);
    private readonly Watched<IReadOnlyList<AttentionItem>> _watched = new(
        (_, cancellation) => reading.ReadAsync(cancellation),
        _ => PauseShortest,
        PausesPerReading,
        clock,
        lifetime.ApplicationStopping
    );

    /// <param name="own">The programmes of whose events is told, beside a broker that is away; null for all that there is.</param>
    public async Task<IReadOnlyList<AttentionItem>> OfAsync(IReadOnlyList<string>? own, CancellationToken cancellation)
    {
        var all = await _watched.OfAsync("", cancellation);
        if (own is null)
            return all;
        var told = new List<AttentionItem>();
        foreach (var item in all)
        {
            if (item.EventId is { } id && await events.IsOfAsync(own, id, cancellation))
                told.Add(item);
            else if (item.Kind == Broker)
                told.Add(WithoutCause(item));
        }
        return told;
    }

    /// <summary>The same for whoever is bounded: where and why, is of the whole installation.</summary>
    public static AttentionItem WithoutCause(AttentionItem item) => item with { Text = NotHeard.Text, Said = NotHeard.Said };
}
