namespace DrEvents.Backend.Features.Audit;

/// <summary>Tell the world outside of the store where the chain of results ends.</summary>
public sealed record PublishHead(int Place, string Hash);

public static class PublishHeadHandler
{
    /// <summary>A line is a place, the hash and the time; a line that comes twice is the same head twice.</summary>
    public static async Task Handle(
        PublishHead head,
        IOptions<AuditOptions> options,
        TimeProvider clock,
        ILogger<PublishHead> log,
        CancellationToken cancellation
    )
    {
        log.LogInformation("The history of results ends at link {Place}: {Hash}", head.Place, head.Hash);
        if (options.Value.HeadFile is not { Length: > 0 } file)
            return;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{head.Place} {head.Hash} {clock.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n"
        );
        await File.AppendAllTextAsync(file, line, cancellation);
    }
}
