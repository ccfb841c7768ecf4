using System.Net;

namespace DrEvents.Ven.Web;

/// <summary>Counts wrong pairing tokens by address, and locks an address out for a while that sends too many.</summary>
internal sealed class WrongTokens(TimeProvider clock)
{
    private const int WrongMax = 5;
    private const int AddressesMax = 256;

    private static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (int Count, DateTimeOffset LastAt)> _byAddress = [];

    /// <summary>How many addresses are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _byAddress.Count;
        }
    }

    /// <summary>How long an address has to wait before it may try again; null when it may now.</summary>
    public TimeSpan? WaitOf(IPAddress address)
    {
        lock (_gate)
        {
            if (!_byAddress.TryGetValue(address, out var wrong))
                return null;
            var left = wrong.LastAt + LockedFor - clock.GetUtcNow();
            if (left <= TimeSpan.Zero || left > LockedFor)
            {
                _byAddress.Remove(address);
                return null;
            }
            return wrong.Count >= WrongMax ? left : null;
        }
    }

    /// <summary>One more wrong token.</summary>
    public void Add(IPAddress address)
    {
        lock (_gate)
        {
            // Memory stays bounded: whoever has been quiet for longest is forgotten.
            if (_byAddress.Count >= AddressesMax && !_byAddress.ContainsKey(address))
                _byAddress.Remove(_byAddress.MinBy(a => a.Value.LastAt).Key);
            var count = _byAddress.TryGetValue(address, out var wrong) ? wrong.Count : 0;
            _byAddress[address] = (count + 1, clock.GetUtcNow());
        }
    }
}
