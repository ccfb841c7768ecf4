using System.Net;
using Microsoft.AspNetCore.Connections.Features;

namespace DrEvents.Backend.Features.Access;

/// <summary>What a request shows of who sends it.</summary>
/// <param name="From">The other end of the connection; null where it is no network's.</param>
/// <param name="IsOfThisMachine">Whether the connection begins on this machine.</param>
/// <param name="PassedOnBy">The header by which another server says that it passes the request on; null where none says so.</param>
/// <param name="Origin">The origin of the page that sends it; null for programs.</param>
/// <param name="Authorization">The header as it is; null where there is none.</param>
public sealed record Shown(IPAddress? From, bool IsOfThisMachine, string? PassedOnBy, string? Origin, string? Authorization)
{
    private const string Bearer = "Bearer ";

    /// <summary>By what name the backend was asked for; null where nobody said one.</summary>
    public string? Host { get; init; }

    /// <summary>The key or the token that was sent; null where the header is no such, or not there.</summary>
    public string? BearerText =>
        Authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true ? Authorization[Bearer.Length..].Trim() : null;

    /// <summary>X-Original-For: ASP.NET's own middleware has put the address of a header in the place of the connection's.</summary>
    private static readonly string[] ByProxies =
    [
        "X-Forwarded-For",
        "Forwarded",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Real-IP",
        "Via",
        "X-Original-For",
    ];

    public static Shown Of(HttpContext http)
    {
        var (headers, from) = (http.Request.Headers, http.Connection.RemoteIpAddress);
        if (from is { IsIPv4MappedToIPv6: true })
            from = from.MapToIPv4();
        return new Shown(
            from,
            from is null ? IsOfThisProcess(http) : IPAddress.IsLoopback(from),
            ByProxies.FirstOrDefault(headers.ContainsKey),
            TextOf(headers.Origin),
            TextOf(headers.Authorization)
        )
        {
            Host = http.Request.Host is { HasValue: true, Host: var host } ? host : null,
        };
    }

    /// <summary>
    /// What has no connection comes from the process itself, as in tests. A connection without an address is a Unix socket's, behind which anybody may be.
    /// </summary>
    private static bool IsOfThisProcess(HttpContext http) => http.Features.Get<IConnectionIdFeature>() is null;

    private static string? TextOf(Microsoft.Extensions.Primitives.StringValues header) =>
        header.ToString() is { Length: > 0 } text ? text : null;
}
