using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Persons;

/// <summary>Finds what is held of a home, by the id of its VEN.</summary>
public sealed class HomeScope(TermsInForce terms)
{
    /// <summary>Shorter words are found in too many reasons that mean somebody else.</summary>
    private const int WordLengthMin = 5;

    private const string ErasureRoute = "/erasure";

    private static readonly Type[] OfActions = [typeof(ActionBegun), typeof(ActionChanged)];

    public async Task<ErasureScope> ReadAsync(IQuerySession session, string venId, CancellationToken cancellation)
    {
        var own = await session.EventsOfAsync(OwnStreams(venId), MaskingRules.Types, cancellation);
        var direct = (await session.PartsOfVenAsync(venId, cancellation)).Where(p => p.EventId is null).Select(p => p.Id);
        var answers = await session.EventsOfAsync([.. direct], [typeof(AckReceived)], cancellation);
        var enrolments = await EnrolmentsAsync(session, venId, cancellation);
        var actions = await ActionsAsync(
            session,
            venId,
            [.. Words(own).Concat(Words(enrolments).Where(IsOfOneHome)).Distinct()],
            cancellation
        );
        return new ErasureScope(
            Mask.OfHome(venId, KeptGroups()),
            [.. own.Concat(answers).Concat(enrolments).Concat(actions).OrderBy(e => e.Sequence)],
            await DeletionsAsync(session, venId, cancellation),
            TextsOf(venId),
            session.DocumentStore.Options
        );
    }

    /// <summary>Streams that are the VEN's alone, but those of what was measured.</summary>
    public static string[] OwnStreams(string venId) => [Ven.StreamOf(venId), ProfileAssigned.StreamOf(venId), MeterStreams.Of(venId)];

    public static async Task<IReadOnlyList<IEvent>> EnrolmentsAsync(IQuerySession session, string venId, CancellationToken cancellation)
    {
        var programmes = await session.Query<Enrolment>().Where(e => e.VenId == venId).Select(e => e.ProgrammeId).ToListAsync(cancellation);
        string[] streams = [.. programmes.Select(Programme.StreamOf)];
        var all = await session.EventsOfAsync(streams, [typeof(VenEnrolled), typeof(VenLeft)], cancellation);
        return [.. all.Where(e => VenOf(e.Data) == venId)];
    }

    /// <summary>Dead letters of the VEN, by their topics; of the topic that all share, by what they say.</summary>
    public static async Task<IReadOnlyList<DeadLetter>> LettersAsync(IQuerySession session, string venId, CancellationToken cancellation)
    {
        var (end, part) = ("/" + venId, $"/{venId}/");
        var letters = await session
            .Query<DeadLetter>()
            .Where(l => l.Topic.EndsWith(end) || l.Topic.Contains(part) || l.Topic == Topics.SharedMetering)
            .ToListAsync(cancellation);
        var named = Encoding.UTF8.GetBytes(Quoted(venId));
        return [.. letters.Where(l => l.Topic != Topics.SharedMetering || l.Payload.AsSpan().IndexOf(named) >= 0)];
    }

    /// <summary>
    /// Actions that are about the VEN alone, whatever their reason says, and those whose reason holds the home's name or address. Who agreed is looked for where
    /// that is more than a word: <c>owner</c> agreed for many homes.
    /// </summary>
    private static async Task<IEnumerable<IEvent>> ActionsAsync(
        IQuerySession session,
        string venId,
        string[] words,
        CancellationToken cancellation
    )
    {
        // Where it was masked before a crash, documents may still have what stood there.
        var masked = Mask.WordOf(venId);
        string[] texts = [.. TextsOf(venId), masked, .. words.Select(JsonText.Of)];
        var all = await session.StreamsAsync(ActionStream.Prefix, cancellation);
        var mentioning = await session.MentioningAsync(all, OfActions, texts, cancellation);
        var found = new List<IEvent>();
        foreach (var page in mentioning.Chunk(1_000))
            found.AddRange(await session.EventsOfAsync(page, OfActions, cancellation));
        var about = found.GroupBy(e => e.StreamKey!).Where(a => IsAbout(a, venId)).Select(a => a.Key).ToHashSet();
        return found.Where(e => e.Data is ActionBegun begun && (about.Contains(e.StreamKey!) || Names(begun.Why)));

        bool Names(string? why) => why is not null && (why == masked || words.Any(w => WholeWords.Holds(why, w)));
    }

    private static bool IsOfOneHome(string words) => words.Any(char.IsWhiteSpace);

    private static bool IsAbout(IEnumerable<IEvent> action, string venId)
    {
        var data = action.Select(e => e.Data).ToList();
        var changed = data.OfType<ActionChanged>().SelectMany(c => c.Streams).Select(s => Ven.VenOf(s.Stream)).OfType<string>().Distinct();
        var begun = data.OfType<ActionBegun>().FirstOrDefault();
        // Why it was erased stays: it was looked at that it names nobody.
        return begun?.Route.EndsWith(ErasureRoute, StringComparison.Ordinal) != true
            && (begun?.Ids.GetValueOrDefault("venId") == venId || (changed.ToList() is [var one] && one == venId));
    }

    /// <summary>What the home, and who agreed for it, is called.</summary>
    private static IEnumerable<string> Words(IEnumerable<IEvent> events) =>
        events
            .SelectMany(e =>
                e.Data switch
                {
                    VenRegistered r => [r.Name, r.Address],
                    VenChanged c => [c.Name, c.Address],
                    VenEnrolled n => [n.ConsentBy, n.ConsentReference],
                    _ => Array.Empty<string?>(),
                }
            )
            .OfType<string>()
            .Select(w => w.Trim())
            .Where(w => w.Length >= WordLengthMin && !w.StartsWith(Mask.WordOf(""), StringComparison.Ordinal));

    /// <summary>What of a text names the home; null where nothing does.</summary>
    public static string? NamedIn(string text, ErasureScope scope) => Words(scope.Events).FirstOrDefault(w => WholeWords.Holds(text, w));

    private static async Task<List<Deletion>> DeletionsAsync(IQuerySession session, string venId, CancellationToken cancellation)
    {
        var deletions = new List<Deletion>();
        if (await session.LoadAsync<ShadowDocument>(venId, cancellation) is not null)
            deletions.Add(new(nameof(ShadowDocument), 1, s => s.Delete<ShadowDocument>(venId)));
        if (await session.LoadAsync<SignedWish>(venId, cancellation) is not null)
            deletions.Add(new(nameof(SignedWish), 1, s => s.Delete<SignedWish>(venId)));
        if (await LettersAsync(session, venId, cancellation) is { Count: > 0 } letters)
            deletions.Add(new(nameof(DeadLetter), letters.Count, s => letters.ToList().ForEach(l => s.Delete(l))));
        if (await session.FailedMessagesAsync(TextsOf(venId), cancellation) is > 0 and var failed)
            deletions.Add(new("FailedMessage", failed, _ => { }));
        return deletions;
    }

    private HashSet<string> KeptGroups() => [.. (terms.Book?.All ?? []).SelectMany(t => t.Groups ?? [])];

    private static string? VenOf(object stored) =>
        stored switch
        {
            VenEnrolled e => e.VenId,
            VenLeft e => e.VenId,
            _ => null,
        };

    /// <summary>How JSON names the VEN.</summary>
    private static string[] TextsOf(string venId) => [Quoted(venId), Quoted(Ven.StreamOf(venId))];

    private static string Quoted(string text) => $"\"{text}\"";
}

/// <summary>How a text stands in JSON as PostgreSQL writes it.</summary>
public static class JsonText
{
    public static string Of(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
