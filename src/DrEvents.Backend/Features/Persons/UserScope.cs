using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Persons;

/// <summary>Finds what is held of a user. He is named by his name, which is his alone from his invitation to his removal.</summary>
public static class UserScope
{
    private const int StreamsAtOnce = 1_000;

    private static readonly string[] Prefixes =
    [
        AccessStream.Id,
        Ven.StreamOf(""),
        ProfileAssigned.StreamOf(""),
        Programme.Prefix,
        ActionStream.Prefix,
        Erasure.Prefix,
    ];

    public static async Task<ErasureScope> ReadAsync(IQuerySession session, KnownUser user, CancellationToken cancellation)
    {
        var events = await EventsAsync(session, user, cancellation);
        string[] texts = [Quoted(JsonEncodedText.Encode(user.Name).ToString()), Quoted(user.Id)];
        return new ErasureScope(Mask.OfUser(user.Id, user.Name), events, [], texts, session.DocumentStore.Options);
    }

    private static async Task<IReadOnlyList<IEvent>> EventsAsync(IQuerySession session, KnownUser user, CancellationToken cancellation)
    {
        // Where he was masked before a crash, documents may still name him.
        string[] texts = [JsonText.Of(user.Name), Quoted(user.Id), Mask.WordOf(user.Id)];
        var found = await MentioningAsync(session, texts, cancellation);
        var first = found.Find(e => e.Data is UserInvited i && i.Id == user.Id)?.Sequence ?? 0;
        var last = found.Find(e => e.Data is UserRemoved r && r.Id == user.Id)?.Sequence ?? long.MaxValue;
        return found.FindAll(e => (e.Sequence >= first && e.Sequence <= last) || IsOf(e.Data, user.Id) || IsNamedIn(e.Data, user.Name));
    }

    /// <summary>All that may name a person of the streams that hold one of the texts, as JSON writes them, in the order of their sequences.</summary>
    public static async Task<List<IEvent>> MentioningAsync(IQuerySession session, string[] texts, CancellationToken cancellation)
    {
        var streams = new List<string> { CommandKeyStream.Id };
        foreach (var prefix in Prefixes)
            streams.AddRange(await session.StreamsAsync(prefix, cancellation));
        var mentioning = await session.MentioningAsync(streams, MaskingRules.Types, texts, cancellation);
        var found = new List<IEvent>();
        foreach (var page in mentioning.Chunk(StreamsAtOnce))
            found.AddRange(await session.EventsOfAsync(page, MaskingRules.Types, cancellation));
        found.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return found;
    }

    /// <summary>Reasons of others who speak of him, also later; not those of who has his name then.</summary>
    private static bool IsNamedIn(object stored, string name) =>
        stored is ActionBegun { Why: { } why } e && WholeWords.Holds(why, name) && !e.Who.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Quoted(string text) => $"\"{text}\"";

    /// <summary>Whether it is told of him, and not only names him beside others.</summary>
    public static bool IsOf(object stored, string userId) =>
        stored switch
        {
            IOfUser e => e.Id == userId,
            ActionBegun e => e.WhoId == userId,
            RequestsRefused e => e.WhoId == userId,
            _ => false,
        };
}
