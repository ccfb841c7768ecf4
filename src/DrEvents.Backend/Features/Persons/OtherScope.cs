using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Trail;

namespace DrEvents.Backend.Features.Persons;

/// <summary>Finds what is held of somebody who has no account, by what he is called.</summary>
public static class OtherScope
{
    /// <param name="personId">What stands for him since.</param>
    /// <param name="names">What he is called; none where he is masked already, and a process was killed then.</param>
    public static async Task<ErasureScope> ReadAsync(
        IQuerySession session,
        string personId,
        IReadOnlyCollection<string> names,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var called = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var state = await session.AccessAsync(AccessState.Nothing, cancellation);
        var ids = OtherPersons.HeldBy(state, called, now).Select(h => h.Id).ToHashSet();
        // Where he was masked before a crash, documents may still name him.
        var words = new OtherPerson(called, ids, new HashSet<string>()).Words;
        string[] texts = [.. words.Select(JsonText.Of), .. ids.Select(OtherPersons.Quoted), Mask.WordOf(personId)];
        var found = await UserScope.MentioningAsync(session, texts, cancellation);
        var subjects = OtherPersons.SubjectsOf(found, called);
        if (subjects.Count > 0)
            found =
            [
                .. found
                    .Concat(await UserScope.MentioningAsync(session, [.. subjects.Select(OtherPersons.Quoted)], cancellation))
                    .DistinctBy(e => e.Sequence)
                    .OrderBy(e => e.Sequence),
            ];
        var person = new OtherPerson(called, ids, subjects);
        string[] messages = [.. called.Concat(subjects).Select(t => $"\"{JsonEncodedText.Encode(t)}\"")];
        return new ErasureScope(
            Mask.OfOther(personId, person),
            [.. Own(found, person, state)],
            [],
            messages,
            session.DocumentStore.Options
        );
    }

    /// <summary>What he is called in what was asked for; nothing where that is masked already.</summary>
    public static async Task<IReadOnlyList<string>> AskedAsync(IQuerySession session, string stream, CancellationToken cancellation)
    {
        var asked = await session.EventsOfAsync([stream], [typeof(ErasureAsked)], cancellation);
        var names = asked.Count > 0 && asked[^1].Data is ErasureAsked { Names: { } said } ? said : [];
        return [.. names.Where(n => !n.StartsWith(Mask.WordOf(""), StringComparison.Ordinal))];
    }

    /// <summary>Whether it is told of him, and not only names him beside others.</summary>
    public static bool IsOf(object stored, OtherPerson person) =>
        stored switch
        {
            ApiKeyMade e => person.Ids.Contains(e.Id),
            ApiKeyRevoked e => person.Ids.Contains(e.Id),
            GrantMade e => person.Ids.Contains(e.Id),
            GrantRevoked e => person.Ids.Contains(e.Id),
            ClientMade e => person.Ids.Contains(e.Id),
            ClientRevoked e => person.Ids.Contains(e.Id),
            ErasureAsked { Names: { } names } => names.Any(person.Names.Contains),
            ActionBegun { WhoId: { } id } => person.Ids.Contains(id) || person.Subjects.Contains(id),
            RequestsRefused { WhoId: { } id } => person.Ids.Contains(id) || person.Subjects.Contains(id),
            _ => false,
        };

    /// <summary>From a user's invitation to his removal his name is his: what is stored with nothing but the name in that time is not of somebody else.</summary>
    private static IEnumerable<IEvent> Own(List<IEvent> found, OtherPerson person, AccessState state)
    {
        var times = state
            .Users.Values.Where(u => person.Names.Contains(u.Name))
            .Select(u =>
                (
                    From: found.Find(e => e.Data is UserInvited i && i.Id == u.Id)?.Sequence ?? 0,
                    To: found.Find(e => e.Data is UserRemoved r && r.Id == u.Id)?.Sequence ?? long.MaxValue
                )
            )
            .ToList();
        return found.Where(e =>
            IsOf(e.Data, person) || !IsOfAnother(e.Data) && !times.Exists(t => e.Sequence >= t.From && e.Sequence <= t.To)
        );

        bool IsOfAnother(object stored) =>
            stored switch
            {
                // Who has another id and the same name is another; a reason of his may speak of him who is meant.
                ActionBegun { WhoId: not null } e => person.Names.Contains(e.Who),
                RequestsRefused { WhoId: not null } => true,
                IOfUser and not UserErased => true,
                _ => false,
            };
    }
}
