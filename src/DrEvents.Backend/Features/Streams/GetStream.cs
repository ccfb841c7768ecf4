using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;

namespace DrEvents.Backend.Features.Streams;

public static class GetStream
{
    public static (StreamRequest Request, ProblemDetails Problem) Load(
        string? only,
        string? lastEventId,
        [FromHeader(Name = StreamRequest.Header)] string? header
    ) => StreamRequest.Read(only, lastEventId, header, StreamKinds.OfSystem);

    /// <summary>Tells what happens in the whole system, for as long as the client listens.</summary>
    /// <remarks>
    /// Server-sent events. A client that comes again with <c>Last-Event-ID</c> is told every stored event that it missed, or <c>reset</c>, and how things are now.
    /// </remarks>
    [WolverineGet("/api/stream")]
    [Needs(Need.Read)]
    [ProducesResponseType<SystemStreamMessages>(StatusCodes.Status200OK, StreamResult.ContentType)]
    public static IResult Get(StreamRequest request, SystemSources sources, StreamMessages messages) =>
        new StreamResult(ends => messages.ReadAsync(request, sources.All, page => [(StreamKinds.Stored, page.Frame())], ends));
}

[Middleware(typeof(MeasuredEvent))]
public static class GetEventStream
{
    public static (StreamRequest Request, ProblemDetails Problem) Load(
        string? only,
        string? lastEventId,
        [FromHeader(Name = StreamRequest.Header)] string? header
    ) => StreamRequest.Read(only, lastEventId, header, StreamKinds.OfEvent);

    /// <summary>Tells what happens in an event, for as long as the client listens.</summary>
    /// <remarks>
    /// Server-sent events. A client that comes again with <c>Last-Event-ID</c> is told every stored event that it missed, or <c>reset</c>, and how things are now.
    /// </remarks>
    [WolverineGet("/api/events/{id}/stream")]
    [Needs(Need.Read)]
    [ProducesResponseType<EventStreamMessages>(StatusCodes.Status200OK, StreamResult.ContentType)]
    public static IResult Get(DrEvent? found, StreamRequest request, EventSources sources, StreamMessages messages) =>
        new StreamResult(ends => ReadAsync(found!.Id, request, sources, messages, ends));

    private static async IAsyncEnumerable<byte[]> ReadAsync(
        string eventId,
        StreamRequest request,
        EventSources sources,
        StreamMessages messages,
        [EnumeratorCancellation] CancellationToken ends
    )
    {
        using var used = sources.Use(eventId, out var all);
        await foreach (var frame in messages.ReadAsync(request, all, page => page.FramesOf(eventId), ends))
            yield return frame;
    }
}
