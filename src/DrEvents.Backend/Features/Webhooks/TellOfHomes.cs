using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Tell webhooks which homes are to be called, or that what was told of them is other now.</summary>
/// <param name="At">When that was stored.</param>
public sealed record TellOfHomes(string EventId, DateTimeOffset At);

/// <summary>What is stored of DR events ahead of their start is told.</summary>
public static class TellOfHomesWhenHandler
{
    public static TellOfHomes Handle(EventWasAnnounced e) => new(e.EventId, e.At);

    public static TellOfHomes Handle(Stored<EventModified> e) => new(e.Stream, e.Event.At);

    public static TellOfHomes Handle(Stored<EventCancelled> e) => new(e.Stream, e.Event.At);

    public static TellOfHomes Handle(Stored<EventMissed> e) => new(e.Stream, e.Event.At);
}

/// <summary>
/// Makes the messages, and queues them for all who want them. A message holds many homes, since a receiver is sent one after the other and no more than some
/// hundreds of a webhook may wait.
/// </summary>
public static class TellOfHomesHandler
{
    /// <summary>So many homes are in a message at most.</summary>
    public const int HomesMax = 500;

    public static async Task<OutgoingMessages> Handle(
        TellOfHomes tell,
        IDocumentSession session,
        Telling telling,
        WebhookJson json,
        CancellationToken cancellation
    )
    {
        var messages = new OutgoingMessages();
        if (!await Telling.AnyWantsAsync(session, WebhookKinds.OfHomes, cancellation))
            return messages;
        var stored = await session.EventsOfAsync(tell.EventId, HomesTold.Types, cancellation);
        foreach (var told in HomesTold.Of(stored.Select(e => e.Data), tell.At))
        {
            var parts = told.Homes.Chunk(HomesMax).ToList();
            foreach (var (part, homes) in parts.Index())
            {
                var data = new WebhookHomesData(
                    tell.EventId,
                    told.Programme,
                    told.Begin,
                    told.End,
                    Math.Round((told.Begin - tell.At).TotalMinutes, 1),
                    part + 1,
                    parts.Count,
                    homes
                );
                var name = string.Create(CultureInfo.InvariantCulture, $"{tell.EventId}/{part}");
                var occasion = new Occasion(told.Kind, name, tell.At, json.Of(told.Kind, tell.At, data));
                messages.AddRange(await telling.TellAsync(session, occasion, cancellation));
            }
        }
        return messages;
    }
}
