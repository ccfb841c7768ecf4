using System.Security.Claims;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Programmes;

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
    [Needs(Need.Read, Reach.Own)]
    [ToldInPieces]
    [ProducesResponseType<SystemStreamMessages>(StatusCodes.Status200OK, StreamResult.ContentType)]
    public static IResult Get(
        StreamRequest request,
        ClaimsPrincipal user,
        SourcesByReach sources,
        StreamMessages messages,
        OwnStored stored,
        ProgrammesOfEvents events
    )
    {
        var own = OfCaller.Programmes(user);
        var framesOf = own is null ? messages.AllOf : (page, ends) => stored.FramesAsync(page, own, ends);
        return new StreamResult(ends => ReadAsync(request, own, sources, messages, framesOf, ends).OnlyOwnAsync(own, events, ends));
    }

    private static async IAsyncEnumerable<byte[]> ReadAsync(
        StreamRequest request,
        IReadOnlyList<string>? own,
        SourcesByReach sources,
        StreamMessages messages,
        FramesOf framesOf,
        [EnumeratorCancellation] CancellationToken ends
    )
    {
        using var used = sources.Use(own, out var all);
        await foreach (var frame in messages.ReadAsync(request, all.All, framesOf, ends))
            yield return frame;
    }
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
    [Needs(Need.Read, Reach.Path)]
    [ToldInPieces]
    [ProducesResponseType<EventStreamMessages>(StatusCodes.Status200OK, StreamResult.ContentType)]
    public static IResult Get(
        DrEvent? found,
        StreamRequest request,
        ClaimsPrincipal user,
        EventSources sources,
        StreamMessages messages,
        ProgrammesOfEvents events
    )
    {
        var own = OfCaller.Programmes(user);
        return new StreamResult(ends => ReadAsync(found!.Id, request, sources, messages, ends).OnlyOwnAsync(own, events, ends));
    }

    private static async IAsyncEnumerable<byte[]> ReadAsync(
        string eventId,
        StreamRequest request,
        EventSources sources,
        StreamMessages messages,
        [EnumeratorCancellation] CancellationToken ends
    )
    {
        using var used = sources.Use(eventId, out var all);
        await foreach (var frame in messages.ReadAsync(request, all, (page, _) => Task.FromResult(page.FramesOf(eventId)), ends))
            yield return frame;
    }
}
