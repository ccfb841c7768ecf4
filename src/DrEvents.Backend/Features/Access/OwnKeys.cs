namespace DrEvents.Backend.Features.Access;

/// <summary>Keys of the process itself, for parts of it that use the interface as others do. They are made at each start and are stored nowhere.</summary>
public sealed class OwnKeys
{
    /// <summary>So many that are bounded to programmes are known; a part whose key is known no more asks for another.</summary>
    private const int BoundedMost = 200;

    private readonly List<Own> _all = [.. Roles.All.Except([Roles.Administrator]).Select(role => Made(role, programmes: null))];
    private readonly Lock _gate = new();

    private sealed record Own(string Role, IReadOnlyList<string>? Programmes, string Text, byte[] Hash);

    /// <summary>The key of a role; there is none of an administrator.</summary>
    /// <param name="programmes">The only ones of which it tells anything; null for the whole installation.</param>
    public string Of(string role, IReadOnlyList<string>? programmes = null)
    {
        lock (_gate)
        {
            if (_all.Find(o => o.Role == role && IsSame(o.Programmes, programmes)) is { } known)
                return known.Text;
            if (_all.Count(o => o.Programmes is not null) >= BoundedMost)
                _all.Remove(_all.First(o => o.Programmes is not null));
            var made = Made(
                role,
                programmes ?? throw new ArgumentException($"{role} is no role that the process has a key of", nameof(role))
            );
            _all.Add(made);
            return made.Text;
        }
    }

    /// <summary>What a key that is one of them allows, by its hash; null where it is none.</summary>
    public (string Role, IReadOnlyList<string>? Programmes)? KnownBy(ReadOnlySpan<byte> hash)
    {
        lock (_gate)
        {
            foreach (var own in _all)
            {
                if (CryptographicOperations.FixedTimeEquals(own.Hash, hash))
                    return (own.Role, own.Programmes);
            }
            return null;
        }
    }

    private static bool IsSame(IReadOnlyList<string>? a, IReadOnlyList<string>? b) =>
        a is null ? b is null : b is not null && a.ToHashSet().SetEquals(b);

    private static Own Made(string role, IReadOnlyList<string>? programmes)
    {
        var text = ApiKey.New().Text;
        return new Own(role, programmes, text, ApiKey.HashOf(text));
    }
}
