using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Persons;

/// <summary>Documents that are the fold of no stream, and go.</summary>
/// <param name="Queue">Queues that on a session.</param>
public sealed record Deletion(string Type, int Count, Action<IDocumentSession> Queue);

/// <summary>The stored events in which a person may be named, and what else is held of him.</summary>
/// <param name="texts">By which messages between rooms name him.</param>
public sealed class ErasureScope(
    Mask mask,
    IReadOnlyList<IEvent> events,
    IReadOnlyList<Deletion> deletions,
    string[] texts,
    IReadOnlyStoreOptions options
)
{
    private const string Enrolments = nameof(Enrolments);

    public Mask Mask => mask;

    /// <summary>In the order of their sequences.</summary>
    public IReadOnlyList<IEvent> Events => events;

    /// <summary>Their streams, in the order in which all others lock them.</summary>
    public string[] Streams { get; } = [.. events.Select(e => e.StreamKey!).Distinct().Order(StringComparer.Ordinal)];

    public IReadOnlyList<Deletion> Deletions => deletions;

    public string[] Texts => texts;

    /// <summary>Those in which the person is named.</summary>
    public IReadOnlyList<IEvent> Naming { get; } =
    [.. events.Where(e => Differs(e.Data, MaskingRules.Of(e.Data, mask), options.Serializer()))];

    /// <summary>What is to be changed; documents by the names of their states.</summary>
    public ErasedCounts Counts()
    {
        var streams = Naming.Select(e => e.StreamKey!).Distinct().ToList();
        var made = options.States().SelectMany(state => streams.Where(state.IsOf), (state, _) => state.Name);
        var enrolments = Naming.Select(e => Enrolment.IdOf(e.Data)).OfType<string>().Distinct().Select(_ => Enrolments);
        var deleted = Deletions.SelectMany(d => Enumerable.Repeat(d.Type, d.Count));
        return new ErasedCounts(
            ErasedCounts.Of(Naming.Select(e => e.Data.GetType().Name)),
            ErasedCounts.Of(made.Concat(enrolments).Concat(deleted))
        );
    }

    private static bool Differs(object stored, object masked, ISerializer json) => json.ToJson(stored) != json.ToJson(masked);
}
