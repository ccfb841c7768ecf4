namespace DrEvents.Backend.Features.Streams;

/// <summary>The newest JSON of one kind, with a version that grows when it changes.</summary>
public sealed class Newest(Pulse pulse)
{
    private volatile Held _held = new(0, [], []);

    private sealed record Held(long Version, byte[] Json, byte[] Compared);

    /// <summary>The JSON is empty while nothing was read.</summary>
    public (long Version, byte[] Json) Value
    {
        get
        {
            var held = _held;
            return (held.Version, held.Json);
        }
    }

    /// <param name="compared">What is compared, where not all of it counts as a change.</param>
    public void Set(byte[] json, byte[]? compared = null)
    {
        compared ??= json;
        if (_held.Json.Length > 0 && _held.Compared.AsSpan().SequenceEqual(compared))
            return;
        _held = new Held(_held.Version + 1, json, compared);
        pulse.Beat();
    }

    /// <summary>Nobody reads it any more: what it was is no figure for whoever comes next.</summary>
    public void Forget() => _held = new Held(_held.Version, [], []);
}

/// <summary>The newest JSON of many things, each with its place in the order of changes: whoever was told up to a place is told the rest.</summary>
public sealed class NewestOfMany(Pulse pulse)
{
    private readonly Dictionary<string, (long Place, byte[] Json)> _byKey = new(StringComparer.Ordinal);

    /// <summary>All changes in their order; those that a later one of the same thing replaced are passed over.</summary>
    private readonly List<(long Place, string Key)> _changes = [];
    private readonly Lock _gate = new();
    private long _place;
    private bool _isRead;

    /// <summary>Whether it is known what there is.</summary>
    public bool IsRead
    {
        get
        {
            lock (_gate)
                return _isRead;
        }
    }

    public void Set(IEnumerable<(string Key, byte[] Json)> all)
    {
        lock (_gate)
        {
            var before = _place;
            foreach (var (key, json) in all)
            {
                if (_byKey.TryGetValue(key, out var known) && known.Json.AsSpan().SequenceEqual(json))
                    continue;
                _byKey[key] = (++_place, json);
                _changes.Add((_place, key));
            }
            if (_place == before && _isRead)
                return;
            _isRead = true;
            if (_changes.Count > 2 * _byKey.Count)
                _changes.RemoveAll(IsReplaced);
        }
        pulse.Beat();
    }

    /// <inheritdoc cref="Newest.Forget"/>
    public void Forget()
    {
        lock (_gate)
        {
            _byKey.Clear();
            _changes.Clear();
            _isRead = false;
        }
    }

    /// <summary>What changed after a place, oldest change first, with the place up to which that goes and how many are left.</summary>
    public (IReadOnlyList<byte[]> Changed, long Place, int Left) After(long place, int most)
    {
        lock (_gate)
        {
            var next = _changes.BinarySearch((place + 1, ""));
            var changed = new List<byte[]>();
            for (next = next < 0 ? ~next : next; next < _changes.Count && changed.Count < most; next++)
            {
                if (IsReplaced(_changes[next]))
                    continue;
                changed.Add(_byKey[_changes[next].Key].Json);
                place = _changes[next].Place;
            }
            return (changed, place, changed.Count < most ? 0 : _byKey.Values.Count(v => v.Place > place));
        }
    }

    private bool IsReplaced((long Place, string Key) change) => _byKey[change.Key].Place != change.Place;
}
