namespace DrEvents.Backend.Features.Streams;

public enum LookKind
{
    /// <summary>Nothing was read yet.</summary>
    NotBegun,

    /// <summary>All was told.</summary>
    AtEnd,
    Page,

    /// <summary>A part of a page was told, by another node or before this one was made.</summary>
    Inside,

    /// <summary>Older than what is kept.</summary>
    Before,

    /// <summary>Newer than what was read.</summary>
    Ahead,
}

/// <param name="UpTo">The end of the page, or of what is missing, or of all.</param>
public readonly record struct Look(LookKind Kind, long UpTo, StoredPage? Page = null);

/// <summary>The newest stored events, in pages, kept once for all who listen: each of them has a position in it, and nothing else that could grow.</summary>
public sealed class StoredWindow(int itemsMax)
{
    private readonly Lock _gate = new();
    private readonly List<StoredPage> _pages = [];
    private long _begin;
    private long? _end;
    private int _items;

    public long? End
    {
        get
        {
            lock (_gate)
                return _end;
        }
    }

    public void BeginAt(long? sequence)
    {
        lock (_gate)
        {
            _pages.Clear();
            (_begin, _end, _items) = (sequence ?? 0, sequence, 0);
        }
    }

    /// <summary>Adds what is between the end and a later one, and drops what is oldest when it becomes too much.</summary>
    public void Add(IEnumerable<StoredPage> pages, long upTo)
    {
        lock (_gate)
        {
            foreach (var page in pages)
            {
                _pages.Add(page);
                _items += page.Items.Count;
            }
            _end = upTo;
            var dropped = 0;
            for (; _items > itemsMax; dropped++)
            {
                _items -= _pages[dropped].Items.Count;
                _begin = _pages[dropped].UpTo;
            }
            _pages.RemoveRange(0, dropped);
        }
    }

    /// <summary>Adds what is before the begin, if there is room for all of it.</summary>
    public void AddBefore(IReadOnlyList<StoredPage> pages, long after, long upTo)
    {
        lock (_gate)
        {
            var items = pages.Sum(p => p.Items.Count);
            if (_end is null || _begin != upTo || _items + items > itemsMax)
                return;
            _pages.InsertRange(0, pages);
            (_begin, _items) = (after, _items + items);
        }
    }

    /// <summary>What comes next for whoever was told all up to a position.</summary>
    public Look At(long position)
    {
        lock (_gate)
        {
            if (_end is not { } end)
                return new(LookKind.NotBegun, 0);
            if (position > end)
                return new(LookKind.Ahead, end);
            if (position < _begin)
                return new(LookKind.Before, _begin);
            var next = FirstAfter(position);
            if (next == _pages.Count)
                return new(LookKind.AtEnd, end);
            var page = _pages[next];
            return page.First <= position ? new(LookKind.Inside, page.UpTo) : new(LookKind.Page, page.UpTo, page);
        }
    }

    /// <summary>The place of the first page that ends after a position.</summary>
    private int FirstAfter(long position)
    {
        var (low, high) = (0, _pages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_pages[middle].UpTo > position)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }
}
