namespace DrEvents.Backend.Features.Streams;

/// <summary>One of both: a page to be told, or that there was too much.</summary>
public readonly record struct FeedStep(StoredPage? Page, ResetMessage? Reset);

/// <summary>How far one client was told what is stored.</summary>
/// <param name="lastEventId">The id up to which it was told before its connection ended; null for one that comes for the first time.</param>
public sealed class FeedCursor(Feed feed, long? lastEventId)
{
    /// <summary>Another node may have read further than this one; that shows when this one has looked again, once begun after the client came.</summary>
    private const int LooksForAhead = 2;

    private readonly Queue<StoredPage> _missed = [];
    private long _missedUpTo;
    private long? _aheadAtLook;
    private bool _wasAtEnd;

    /// <summary>Up to here it was told all; null before the first look at the store.</summary>
    public long? Position { get; private set; }

    /// <summary>What comes next; null when there is nothing now, or the store cannot be asked for it now.</summary>
    public async Task<FeedStep?> NextAsync(CancellationToken cancellation)
    {
        if (Position is null && feed.End is { } end)
            Position = lastEventId ?? end;
        while (Position is { } position)
        {
            if (_missed.TryDequeue(out var missed))
            {
                Position = _missed.Count == 0 ? _missedUpTo : missed.UpTo;
                return new(missed, null);
            }
            var look = feed.At(position);
            switch (look.Kind)
            {
                case LookKind.NotBegun:
                    return null;
                case LookKind.AtEnd:
                    (Position, _wasAtEnd) = (look.UpTo, true);
                    return null;
                case LookKind.Page:
                    Position = look.UpTo;
                    return new(look.Page, null);
                case LookKind.Ahead:
                    _aheadAtLook ??= feed.Looks;
                    return feed.Looks - _aheadAtLook < LooksForAhead
                        ? null
                        : Reset(position, "the id is of a time that this store does not know");
                case LookKind.Before when _wasAtEnd:
                    return Reset(position, "the client reads more slowly than events are stored");
                default:
                    if (!await CatchUpAsync(position, cancellation))
                        return null;
                    if (_missedUpTo == TooMuch)
                        return Reset(position, $"more than {feed.MissedMax} events, or samples of many minutes, were stored since");
                    break;
            }
        }
        return null;
    }

    private const long TooMuch = -1;

    /// <summary>Whether the store answered.</summary>
    private async Task<bool> CatchUpAsync(long position, CancellationToken cancellation)
    {
        try
        {
            if (await feed.MissedAsync(position, cancellation) is not var (pages, upTo))
            {
                _missedUpTo = TooMuch;
                return true;
            }
            pages.ToList().ForEach(_missed.Enqueue);
            _missedUpTo = upTo;
            if (pages.Count == 0)
                Position = upTo;
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && StoreAway.IsCauseOf(e))
        {
            return false;
        }
    }

    private FeedStep Reset(long position, string reason)
    {
        var upTo = feed.End ?? position;
        (Position, _aheadAtLook, _missedUpTo) = (upTo, null, upTo);
        return new(null, new ResetMessage(position, upTo, reason));
    }
}
