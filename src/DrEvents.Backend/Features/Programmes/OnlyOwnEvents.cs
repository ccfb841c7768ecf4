using System.Text.RegularExpressions;
using DrEvents.Backend.Features.Access;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>
/// Takes out of answers to callers who are bounded to programmes what they say of other programmes' events: a VEN that takes part in two is shown with the
/// event that holds it, samples with the one that they were taken in, reasons with the one that goes first. It is done for all answers in one place, as
/// many of them name events.
/// </summary>
public static partial class OnlyOwnEvents
{
    private const string EventId = "eventId";

    /// <summary>What is said of the event that stands beside it: how much was asked for, promised and delivered.</summary>
    private static readonly string[] SaidOfIt = ["requestedReductionKw", "actualReductionKw", "shedPowerKw", "deliveredKwh"];

    /// <summary>Lists of other events, of which only own ones are left.</summary>
    private static readonly string[] ListsOfEvents = ["conflicts", "otherEvents"];

    private const string Another = "another event";

    /// <summary>Answers as the endpoint does, without what is of others. To be used for callers who are bounded.</summary>
    public static async Task AnswerAsync(HttpContext context, RequestDelegate next, IReadOnlyList<string> own, ProgrammesOfEvents events)
    {
        var (response, body) = (context.Response, context.Response.Body);
        using var made = new MemoryStream();
        response.Body = made;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = body;
        }
        ReadOnlyMemory<byte> answer = made.ToArray();
        if (response.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true)
            answer = await WithoutOthersAsync(answer, own, events, context.RequestAborted);
        if (response.ContentLength is not null)
            response.ContentLength = answer.Length;
        await body.WriteAsync(answer, context.RequestAborted);
    }

    /// <summary>JSON without what it says of others' events.</summary>
    public static async Task<ReadOnlyMemory<byte>> WithoutOthersAsync(
        ReadOnlyMemory<byte> answer,
        IReadOnlyList<string> own,
        ProgrammesOfEvents events,
        CancellationToken cancellation
    )
    {
        var text = Encoding.UTF8.GetString(answer.Span);
        var others = await events.OthersAsync(own, Ids().Matches(text).Select(m => m.Value).Distinct(), cancellation);
        if (others.Count == 0)
            return answer;
        var told = JsonNode.Parse(text);
        return Encoding.UTF8.GetBytes(Without(told, others)?.ToJsonString() ?? "null");
    }

    private static JsonNode? Without(JsonNode? node, HashSet<string> others)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var said in IsOf(members[EventId], others) ? SaidOfIt.Where(members.ContainsKey) : [])
                    members[said] = null;
                foreach (var (name, value) in members.ToList())
                {
                    if (ListsOfEvents.Contains(name) && value is JsonArray events)
                        events.RemoveAll(e => e is JsonObject o && IsOf(o[EventId], others));
                    var changed = Without(value, others);
                    if (!ReferenceEquals(changed, value))
                        members[name] = changed;
                }
                return members;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var (value, changed) = (items[i], Without(items[i], others));
                    if (!ReferenceEquals(changed, value))
                        items[i] = changed;
                }
                return items;
            case JsonValue value when value.TryGetValue<string>(out var said) && others.Any(said.Contains):
                return others.Contains(said)
                    ? null
                    : JsonValue.Create(Ids().Replace(said, m => others.Contains(m.Value) ? Another : m.Value));
            default:
                return node;
        }
    }

    private static bool IsOf(JsonNode? id, HashSet<string> others) =>
        id is JsonValue value && value.TryGetValue<string>(out var said) && others.Contains(said);

    [GeneratedRegex("evt-[0-9a-f]{8}")]
    private static partial Regex Ids();
}
