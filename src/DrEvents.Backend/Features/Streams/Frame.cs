using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Server-sent events as bytes. The JSON has no line breaks, so that one line of data holds it.</summary>
public static class Frame
{
    /// <summary>When a client comes again after its connection ended, ms.</summary>
    private const int RetryMs = 1_000;

    private static readonly byte[] Ends = "\n\n"u8.ToArray();
    private static readonly byte[] Data = "\ndata: "u8.ToArray();

    /// <param name="id">Up to where all was told; null while that is not known.</param>
    public static byte[] Message(string kind, long? id, ReadOnlySpan<byte> json)
    {
        var line = id is null ? "" : string.Create(CultureInfo.InvariantCulture, $"id: {id}\n");
        var head = Encoding.ASCII.GetBytes($"{line}event: {kind}\ndata: ");
        return [.. head, .. json, .. Ends];
    }

    /// <summary>A message of JSON that is a list with a field after it.</summary>
    public static byte[] List(string kind, long id, string before, IReadOnlyList<byte[]> items, string after)
    {
        var json = new ArrayBufferWriter<byte>(items.Sum(i => i.Length + 1) + 64);
        json.Write(Encoding.ASCII.GetBytes(before));
        foreach (var (place, item) in items.Index())
        {
            if (place > 0)
                json.Write(","u8);
            json.Write(item);
        }
        json.Write(Encoding.ASCII.GetBytes(after));
        return Message(kind, id, json.WrittenSpan);
    }

    /// <summary>Says only up to where all was told: a client keeps the id, and nobody is called.</summary>
    public static byte[] Begin(long? id) => Id($"retry: {RetryMs}\n", id);

    /// <summary>A comment, so that nobody on the way takes the connection to be dead.</summary>
    public static byte[] Heartbeat(long? id) => Id(":\n", id);

    /// <summary>The messages without what they say of others' events.</summary>
    /// <param name="own">The programmes whose events are told; null for all.</param>
    public static async IAsyncEnumerable<byte[]> OnlyOwnAsync(
        this IAsyncEnumerable<byte[]> frames,
        IReadOnlyList<string>? own,
        ProgrammesOfEvents events,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (var frame in frames.WithCancellation(cancellation))
        {
            var data = own is null ? -1 : frame.AsSpan().IndexOf(Data);
            if (data < 0)
            {
                yield return frame;
                continue;
            }
            var json = frame.AsMemory(data + Data.Length, frame.Length - data - Data.Length - Ends.Length);
            var told = await OnlyOwnEvents.WithoutOthersAsync(json, own!, events, cancellation);
            yield return [.. frame[..(data + Data.Length)], .. told.Span, .. Ends];
        }
    }

    private static byte[] Id(string before, long? id) =>
        Encoding.ASCII.GetBytes(id is null ? $"{before}\n" : string.Create(CultureInfo.InvariantCulture, $"{before}id: {id}\n\n"));
}
