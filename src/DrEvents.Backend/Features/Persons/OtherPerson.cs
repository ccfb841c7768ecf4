using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Trail;

namespace DrEvents.Backend.Features.Persons;

/// <summary>
/// Somebody who has no account: who holds keys, grants or clients, or comes with tokens of a provider. What is stored with what he did is what he is called, so
/// all who have one name are one person here.
/// </summary>
/// <param name="Names">What he is called, whatever its case.</param>
/// <param name="Ids">Those of his keys, grants and clients, which say nothing.</param>
/// <param name="Subjects">What a provider calls him.</param>
public sealed record OtherPerson(IReadOnlySet<string> Names, IReadOnlySet<string> Ids, IReadOnlySet<string> Subjects)
{
    private const string SubjectBegins = " (";

    /// <summary>By which he may be meant in a reason: his names, without what the provider calls him behind them.</summary>
    public IReadOnlySet<string> Words { get; } =
        Names.Union(Names.Select(Shown)).Union(Subjects).Where(w => w.Length > 0).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string Shown(string name) =>
        name.EndsWith(')') && name.IndexOf(SubjectBegins, StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;
}

/// <summary>Something that lets somebody in who has no account: a key, a grant or a client.</summary>
/// <param name="IsGood">Whether it still does.</param>
internal sealed record Held(string Kind, string Id, string Name, bool IsGood)
{
    public static IEnumerable<Held> Of(AccessState state, DateTimeOffset now) =>
        state
            .Keys.Values.Select(k => new Held(Ways.Key, k.Made.Id, k.Made.Name, k.HoldsAt(now)))
            .Concat(state.Grants.Values.Select(g => new Held(Ways.Grant, g.Made.Id, g.Made.Name, g.Revoked is null)))
            .Concat(state.Clients.Values.Select(c => new Held(Ways.Client, c.Made.Id, c.Made.Name, c.Revoked is null)));
}

/// <summary>Finds people who have no account, by a name or by an id of theirs.</summary>
public static class OtherPersons
{
    /// <summary>Who is called so, or has this id; null where nobody is known.</summary>
    public static async Task<OtherPerson?> FindAsync(
        IQuerySession session,
        OtherPersonRequest asked,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var state = await session.AccessAsync(AccessState.Nothing, cancellation);
        var (name, id) = (Text(asked.Name), Text(asked.Id));
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (name is not null)
            names.Add(name);
        names.UnionWith(Held.Of(state, now).Where(h => h.Id == id).Select(h => h.Name));
        // Tokens of one subject may have said other names before.
        var subjects = id is not null && names.Count == 0 ? new HashSet<string> { id } : [];
        if (name is not null)
            subjects.UnionWith(SubjectsOf(await UserScope.MentioningAsync(session, [JsonText.Of(name)], cancellation), names));
        if (subjects.Count > 0)
            names.UnionWith(
                OfTokens(await UserScope.MentioningAsync(session, [.. subjects.Select(Quoted)], cancellation))
                    .Where(t => subjects.Contains(t.Id))
                    .Select(t => t.Who)
            );
        var person = new OtherPerson(names, HeldBy(state, names, now).Select(h => h.Id).ToHashSet(), subjects);
        return names.Count == 0 ? null : person;
    }

    /// <summary>What still lets him in; null where nothing does.</summary>
    internal static async Task<Held?> StillThereAsync(
        IQuerySession session,
        OtherPerson person,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var state = await session.AccessAsync(AccessState.Nothing, cancellation);
        return HeldBy(state, person.Names, now).FirstOrDefault(h => h.IsGood);
    }

    internal static IEnumerable<Held> HeldBy(AccessState state, IReadOnlySet<string> names, DateTimeOffset now) =>
        Held.Of(state, now).Where(h => names.Contains(h.Name));

    /// <summary>What a provider calls who came by these names.</summary>
    internal static HashSet<string> SubjectsOf(IEnumerable<IEvent> events, IReadOnlySet<string> names) =>
        [.. OfTokens(events).Where(t => names.Contains(t.Who)).Select(t => t.Id)];

    internal static string Quoted(string text) => $"\"{JsonText.Of(text)}\"";

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static IEnumerable<(string Who, string Id)> OfTokens(IEnumerable<IEvent> events)
    {
        foreach (var e in events)
        {
            if (e.Data is ActionBegun { Way: Ways.Token, WhoId: { } id } begun)
                yield return (begun.Who, id);
            else if (e.Data is RequestsRefused { Way: Ways.Token, WhoId: { } of, Who: { } who })
                yield return (who, of);
        }
    }
}
