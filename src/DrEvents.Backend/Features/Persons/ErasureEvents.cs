namespace DrEvents.Backend.Features.Persons;

/// <summary>
/// Somebody asked for the data of a person to be erased: stream <c>erasure/home/{venId}</c> <c>erasure/user/{userId}</c> or <c>erasure/other/{id}</c>. It names
/// nobody but who asked, and until it is done whom of those who have no account it is about.
/// </summary>
/// <param name="Why">As he said.</param>
/// <param name="By">Who asked.</param>
/// <param name="Events">Stored events that will be changed, by their types.</param>
/// <param name="Documents">Documents that will be made anew or deleted, by their types.</param>
/// <param name="Names">What somebody without an account is called, by which he is found; masked with all else that names him. Null for homes and users.</param>
public sealed record ErasureAsked(
    string Why,
    string By,
    IReadOnlyList<ErasedCount> Events,
    IReadOnlyList<ErasedCount> Documents,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Names = null
);

/// <summary>The data of a person was erased.</summary>
/// <param name="Why">As was said.</param>
/// <param name="By">Who asked.</param>
/// <param name="Events">Stored events that were changed, by their types.</param>
/// <param name="Documents">Documents that were made anew or deleted, by their types.</param>
public sealed record PersonErased(
    string Why,
    string By,
    IReadOnlyList<ErasedCount> Events,
    IReadOnlyList<ErasedCount> Documents,
    DateTimeOffset At
);

/// <summary>How far the newest erasure of a person's data is: the fold of its stream.</summary>
public sealed record Erasure(string Id, string Why, string By, DateTimeOffset AskedAt, DateTimeOffset? DoneAt)
{
    public const string Prefix = "erasure/";

    public IReadOnlyList<ErasedCount> Events { get; init; } = [];
    public IReadOnlyList<ErasedCount> Documents { get; init; } = [];

    public static string StreamOf(string person, string id) => $"{Prefix}{person}/{id}";

    /// <summary>Whose data it is, by the name of the stream.</summary>
    public static (string Person, string Id) Parse(string stream)
    {
        var parts = stream.Split('/', 3);
        return (parts[1], parts[2]);
    }

    public static Erasure? Fold(Erasure? state, string id, object stored) =>
        stored switch
        {
            ErasureAsked e => new Erasure(id, e.Why, e.By, e.At, DoneAt: null) { Events = e.Events, Documents = e.Documents },
            PersonErased e when state is not null => state with { DoneAt = e.At, Events = e.Events, Documents = e.Documents },
            _ => state,
        };

    public ErasureView View()
    {
        var (person, id) = Parse(Id);
        var status = DoneAt is null ? ErasureStates.Asked : ErasureStates.Done;
        return new ErasureView(person, id, status, Why, By, AskedAt, DoneAt, Events, Documents);
    }

    /// <summary>What is said where nobody asked for one, or only looked.</summary>
    public static ErasureView ViewOf(string stream, string status, ErasedCounts counts)
    {
        var (person, id) = Parse(stream);
        return new ErasureView(person, id, status, null, null, null, null, counts.Events, counts.Documents);
    }
}

/// <summary>How many stored events and documents are changed, by their types.</summary>
public sealed record ErasedCounts(IReadOnlyList<ErasedCount> Events, IReadOnlyList<ErasedCount> Documents)
{
    public static ErasedCounts None { get; } = new([], []);

    public bool IsNone => Events.Count == 0 && Documents.Count == 0;

    public static IReadOnlyList<ErasedCount> Of(IEnumerable<string> types) =>
        [.. types.CountBy(t => t).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new ErasedCount(t.Key, t.Value))];
}
