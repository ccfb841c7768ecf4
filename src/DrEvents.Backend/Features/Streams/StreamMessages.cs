namespace DrEvents.Backend.Features.Streams;

/// <summary>What one client asked for.</summary>
/// <param name="Only">The kinds that it wants; null for all.</param>
/// <param name="LastEventId">The id up to which it was told before; null for one that comes for the first time.</param>
public sealed record StreamRequest(IReadOnlySet<string>? Only, long? LastEventId)
{
    /// <summary>By which a client says up to where it was told; browsers send it by themselves, and cannot be made to.</summary>
    public const string Header = "Last-Event-ID";

    public bool Wants(string kind) => Only?.Contains(kind) != false;

    /// <param name="lastEventId">That of the query, for clients that cannot set the header; the header is newer.</param>
    public static (StreamRequest, ProblemDetails) Read(string? only, string? lastEventId, string? header, IReadOnlyList<string> kinds)
    {
        var fields = new QueryFields();
        var named = only?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        fields.If(named is [], "only", "names nothing");
        fields.If(named?.Except(kinds).Any() == true, "only", "holds something that is none of " + string.Join(", ", kinds));
        var asked = fields.Whole("lastEventId", lastEventId, 0, long.MaxValue);
        var kept = fields.Whole(Header, header, 0, long.MaxValue);
        return (new StreamRequest(named?.ToHashSet(), kept ?? asked), fields.Answer);
    }
}

/// <summary>What of a page of stored events a client is told, by kind.</summary>
public delegate Task<IEnumerable<(string Kind, byte[] Frame)>> FramesOf(StoredPage page, CancellationToken cancellation);

/// <summary>
/// The messages for one client, one after the other as it takes them: what it has not taken is not made. So a slow one costs a position and no memory.
/// </summary>
public sealed class StreamMessages(Feed feed, Pulse pulse, StreamLimits limits, StreamJson json, TimeProvider clock)
{
    private const int MessagesInARowMax = 200;

    /// <summary>All of a page.</summary>
    public FramesOf AllOf { get; } = (page, _) => Task.FromResult<IEnumerable<(string, byte[])>>([(StreamKinds.Stored, page.Frame())]);

    /// <param name="framesOf">What of a page it is told, by kind.</param>
    public async IAsyncEnumerable<byte[]> ReadAsync(
        StreamRequest request,
        IReadOnlyList<StreamSource> sources,
        FramesOf framesOf,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var wanted = sources.Where(s => request.Wants(s.Kind)).ToList();
        var client = new Client(new FeedCursor(feed, request.LastEventId), wanted.ConvertAll(s => s.Part()));
        using var listening = new Listening([feed.Listen(), .. wanted.SelectMany(s => s.Watches).Select(w => w.Listen())]);
        for (var quietSince = clock.GetTimestamp(); ; )
        {
            var next = pulse.Next;
            await foreach (var frame in NewsAsync(client, request, framesOf, cancellation))
            {
                yield return frame;
                quietSince = clock.GetTimestamp();
            }
            await WaitAsync(next, limits.Heartbeat - clock.GetElapsedTime(quietSince), cancellation);
            if (clock.GetElapsedTime(quietSince) < limits.Heartbeat)
                continue;
            yield return Frame.Heartbeat(client.ToldUpTo);
            quietSince = clock.GetTimestamp();
        }
    }

    /// <summary>What one client was told.</summary>
    private sealed class Client(FeedCursor cursor, IReadOnlyList<Part> parts)
    {
        public FeedCursor Cursor => cursor;
        public IReadOnlyList<Part> Parts => parts;
        public bool HasBegun { get; set; }
        public DateTimeOffset? AwaySince { get; set; }

        /// <summary>The id that it may keep: with a page under way the cursor is after that page already.</summary>
        public long? ToldUpTo { get; set; }
    }

    /// <summary>All that there is to tell now.</summary>
    private async IAsyncEnumerable<byte[]> NewsAsync(
        Client client,
        StreamRequest request,
        FramesOf framesOf,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var step = await client.Cursor.NextAsync(cancellation);
        client.ToldUpTo = step is null ? client.Cursor.Position : client.ToldUpTo;
        var away = feed.AwaySince;
        if (!client.HasBegun && (client.Cursor.Position is not null || away is not null))
        {
            client.HasBegun = true;
            yield return Frame.Begin(client.ToldUpTo);
        }
        if (away != client.AwaySince)
        {
            yield return Said(away, client.AwaySince, client.ToldUpTo);
            client.AwaySince = away;
        }
        for (; step is var (page, reset); step = await client.Cursor.NextAsync(cancellation))
        {
            if (reset is not null)
                yield return Message(StreamKinds.Reset, client.Cursor.Position, reset);
            foreach (var (_, frame) in page is null ? [] : (await framesOf(page, cancellation)).Where(f => request.Wants(f.Kind)))
                yield return frame;
        }
        client.ToldUpTo = client.Cursor.Position;
        if (client.ToldUpTo is not { } id)
            yield break;
        foreach (var part in client.Parts)
        {
            // What changes faster than the client takes it must not keep all else from it.
            for (var n = 0; n < MessagesInARowMax && part.Next(id) is { } frame; n++)
                yield return frame;
        }
    }

    private byte[] Said(DateTimeOffset? away, DateTimeOffset? before, long? id) =>
        away is { } since
            ? Message(StreamKinds.Away, id, new AwayMessage(since))
            : Message(StreamKinds.Back, id, new BackMessage(clock.GetUtcNow(), before!.Value));

    private byte[] Message<T>(string kind, long? id, T message) => Frame.Message(kind, id, json.Of(message));

    /// <summary>Waits until there may be something, and no longer than that.</summary>
    private async Task WaitAsync(Task next, TimeSpan longest, CancellationToken cancellation)
    {
        try
        {
            await next.WaitAsync(longest > TimeSpan.Zero ? longest : TimeSpan.Zero, clock, cancellation);
        }
        catch (TimeoutException)
        {
            // It is time for a sign of life.
        }
    }

    private sealed class Listening(IReadOnlyList<IDisposable> all) : IDisposable
    {
        public void Dispose()
        {
            foreach (var one in all)
                one.Dispose();
        }
    }
}
