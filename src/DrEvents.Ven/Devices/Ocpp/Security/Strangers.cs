namespace DrEvents.Ven.Devices.Ocpp.Security;

/// <summary>A charger that connected and that the home's file does not name.</summary>
/// <param name="Identity">What it calls itself.</param>
/// <param name="Address">Where it connected from.</param>
/// <param name="Versions">What it speaks, as it says.</param>
/// <param name="At">When it tried last.</param>
internal sealed record Stranger(string Identity, string Address, string Versions, DateTimeOffset At);

/// <summary>Remembers who connected that nobody knows, so that commissioning can add it. The one that has been quiet for longest is forgotten.</summary>
internal sealed class Strangers
{
    private const int CountMax = 32;
    private const int TextLengthMax = 64;

    /// <summary>Whoever invents names must not fill the log with them.</summary>
    private static readonly TimeSpan BetweenTold = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Stranger> _byIdentity = new(StringComparer.Ordinal);
    private DateTimeOffset _toldAt;

    /// <summary>Who connected, the newest first.</summary>
    public IReadOnlyList<Stranger> Seen
    {
        get
        {
            lock (_gate)
                return [.. _byIdentity.Values.OrderByDescending(s => s.At)];
        }
    }

    /// <summary>One connected; whether that is to be logged: it is new, and none was within a minute.</summary>
    public bool Add(Stranger stranger)
    {
        stranger = stranger with { Identity = Short(stranger.Identity), Versions = Short(stranger.Versions) };
        lock (_gate)
        {
            var isNew = !_byIdentity.ContainsKey(stranger.Identity);
            if (isNew && _byIdentity.Count >= CountMax)
                _byIdentity.Remove(_byIdentity.MinBy(s => s.Value.At).Key);
            _byIdentity[stranger.Identity] = stranger;
            // A clock that was set back must not keep them out of the log.
            var isTold = isNew && (stranger.At - _toldAt).Duration() >= BetweenTold;
            _toldAt = isTold ? stranger.At : _toldAt;
            return isTold;
        }
    }

    // What is logged and shown must not hold anything that a terminal obeys.
    private static string Short(string text) =>
        string.Concat(text.Take(TextLengthMax).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
