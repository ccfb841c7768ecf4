using System.Net;

namespace DrEvents.Backend.Hosting;

/// <summary>Who may use the HTTP interface from where, and how much of it: configuration section <c>Http</c>.</summary>
public sealed class HttpOptions : ICheckedOptions
{
    public const string Section = "Http";
    private const int PerSecondMost = 1_000_000;
    private const int PerMinuteMost = 10_000;

    /// <summary>
    /// Origins whose pages may, each as browsers send it: <c>https://operators.example:8443</c>. None by default: then only pages that the
    /// backend itself serves may. Clients that are no browsers are not asked.
    /// </summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Proxies, by address or range, whose word is taken for where a request comes from (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>).</summary>
    public IList<string> Proxies { get; set; } = [];

    /// <summary>So many requests a second may one caller send for as long as he likes.</summary>
    public int RequestsPerSecond { get; set; } = 200;

    /// <summary>So many may come at once.</summary>
    public int RequestsAtOnce { get; set; } = 2_000;

    /// <summary>So often a minute may one address try to sign in.</summary>
    public int SignInsPerMinute { get; set; } = 20;

    /// <summary>So many connections may one address hold; this machine and named proxies as many as they like.</summary>
    public int ConnectionsPerAddress { get; set; } = 500;

    /// <summary>To whom weaknesses are told: what <c>/.well-known/security.txt</c> names. Without one there is no such file.</summary>
    public string? SecurityContact { get; set; }

    /// <summary>The ranges of <see cref="Proxies"/>; those that are none are told by <see cref="Problems"/>.</summary>
    public IReadOnlyList<IPNetwork> ProxyRanges() => [.. Proxies.Select(RangeOf).OfType<IPNetwork>()];

    public IEnumerable<string> Problems()
    {
        foreach (var problem in AllowedOrigins.Select(Hosting.AllowedOrigins.Problem).OfType<string>())
            yield return problem;
        foreach (var proxy in Proxies.Where(p => RangeOf(p) is null or { PrefixLength: 0 }))
            yield return $"{Section}:{nameof(Proxies)}: '{proxy}' is no address and no range such as 10.0.0.0/24";
        (string Name, int Value, int Most)[] counts =
        [
            (nameof(RequestsPerSecond), RequestsPerSecond, PerSecondMost),
            (nameof(RequestsAtOnce), RequestsAtOnce, PerSecondMost),
            (nameof(SignInsPerMinute), SignInsPerMinute, PerMinuteMost),
            (nameof(ConnectionsPerAddress), ConnectionsPerAddress, PerSecondMost),
        ];
        foreach (var (name, value, most) in counts.Where(c => c.Value < 1 || c.Value > c.Most))
            yield return $"{Section}:{name} is {value}, not 1 to {most}";
        if (SecurityContact is { Length: > 0 } contact && !IsContact(contact))
            yield return $"{Section}:{nameof(SecurityContact)} is no address that begins with mailto:, https: or tel:";
    }

    private static bool IsContact(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "mailto" or "https" or "tel" && !text.Any(char.IsControl);

    private static IPNetwork? RangeOf(string text) =>
        IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var range) ? range
        : null;
}
