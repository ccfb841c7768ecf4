using System.Net;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Identity;

/// <summary>
/// Counts who was refused at the doors that are open to everybody, and closes them for a while to an address, or a network of IPv6, that goes on: each try
/// costs the check of a signature. Behind a proxy all come from one address.
/// </summary>
public sealed class Refusals : ICountsFromZero
{
    private const int OfAddressMax = 20;
    private const int AddressesMax = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<IPAddress, (DateTimeOffset Since, int Count)> _byAddress = new();
    private readonly TimeProvider _clock;
    private readonly Counter<long> _refused;

    public Refusals(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _refused = meters
            .Create("DrEvents.Identity")
            .CreateCounter<long>(
                "drevents.identity.refused",
                "{request}",
                "Requests to enrol a VEN, or to renew its certificate, that were refused"
            );
    }

    public void Begin() => _refused.Add(0);

    /// <summary>Whether an address was refused so often that it is not even looked at what it sends.</summary>
    public bool IsTooMany(IPAddress? from) =>
        from is not null
        && _byAddress.TryGetValue(Networks.Of(from), out var seen)
        && _clock.GetUtcNow() - seen.Since < Window
        && seen.Count >= OfAddressMax;

    public ProblemDetails Refuse(IPAddress? from, string why)
    {
        _refused.Add(1);
        if (from is not null)
            Count(Networks.Of(from));
        return Problems.Of(StatusCodes.Status403Forbidden, "Refused", why);
    }

    public static ProblemDetails TooMany() =>
        Problems.Of(StatusCodes.Status429TooManyRequests, "Too many refusals", "This address was refused too often: try again in a minute");

    private void Count(IPAddress from)
    {
        var now = _clock.GetUtcNow();
        if (_byAddress.Count >= AddressesMax)
        {
            foreach (var (address, seen) in _byAddress)
            {
                if (now - seen.Since >= Window)
                    _byAddress.TryRemove(address, out _);
            }
            // More addresses in a minute than are counted: those that are new are let through, and each is refused by itself.
            if (_byAddress.Count >= AddressesMax && !_byAddress.ContainsKey(from))
                return;
        }
        _byAddress.AddOrUpdate(from, _ => (now, 1), (_, seen) => now - seen.Since >= Window ? (now, 1) : (seen.Since, seen.Count + 1));
    }
}
