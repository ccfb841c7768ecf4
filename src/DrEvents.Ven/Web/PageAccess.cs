using System.Globalization;
using System.Net;

namespace DrEvents.Ven.Web;

/// <summary>Who may do what at the page: whoever can reach a page on loopback is the owner, anybody else needs the pairing token to change something.</summary>
internal sealed class PageAccess(PairingToken? token, TimeProvider clock)
{
    private const string Scheme = "Bearer ";

    private readonly WrongTokens _wrong = new(clock);
    private readonly string[] _names =
    [
        "localhost",
        Environment.MachineName,
        // The name by which phones find the machine on the home's network (mDNS).
        Environment.MachineName + ".local",
    ];

    /// <summary>Whether changes need a token.</summary>
    public bool IsPairingRequired => token is not null;

    /// <summary>Whether only this machine can reach a page that is served on a host.</summary>
    public static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>What forbids the request as a whole, or null. A page on the internet must not reach the VEN through the owner's browser.</summary>
    public Problem? Forbids(HttpRequest request)
    {
        // A name that somebody else owns can be made to point here (DNS rebinding); an address cannot.
        var host = request.Host.Host.Trim('[', ']');
        if (!IPAddress.TryParse(host, out _) && !_names.Contains(host, StringComparer.OrdinalIgnoreCase))
            return new Problem(
                StatusCodes.Status421MisdirectedRequest,
                "Not the name of this VEN",
                $"Host: '{host}' is neither an address nor this machine's name"
            );
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return null;
        var origin = request.Headers.Origin.ToString();
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (origin.Length > 0 && !string.Equals(origin, $"http://{request.Host}", StringComparison.OrdinalIgnoreCase))
            return new Problem(StatusCodes.Status403Forbidden, "Asked by another site", "Origin: differs from the page's own");
        return site is "" or "same-origin" or "none"
            ? null
            : new Problem(StatusCodes.Status403Forbidden, "Asked by another site", "Sec-Fetch-Site: is not same-origin");
    }

    /// <summary>Whether the one who asks may change something; a token that is wrong is a problem even for somebody who only looks.</summary>
    public (bool MayChange, Problem? Problem) Check(HttpContext context)
    {
        if (token is null)
            return (true, null);
        var given = context.Request.Headers.Authorization.ToString();
        if (given.Length == 0)
            return (false, null);
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (_wrong.WaitOf(address) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return (
                false,
                new Problem(StatusCodes.Status429TooManyRequests, "Too many wrong tokens", "Authorization: wait before the next try")
            );
        }
        if (given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && token.Is(given[Scheme.Length..].Trim()))
            return (true, null);
        _wrong.Add(address);
        return (false, Unpaired(context, "Authorization: not the pairing token of this VEN"));
    }

    /// <summary>The answer to a change without a token.</summary>
    public static Problem Unpaired(HttpContext context, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new Problem(StatusCodes.Status401Unauthorized, "This device is not paired", detail);
    }
}
