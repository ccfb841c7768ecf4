using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections.Features;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Bounds how many requests one caller may send, so that one who sends too many holds up himself alone. Who signs in or enrols is nobody yet and is known by
/// his address.
/// </summary>
public static class RequestRates
{
    private const string NoAddress = "no address";
    private static readonly TimeSpan Refilled = TimeSpan.FromMilliseconds(100);

    /// <summary>By these a server says that it passes a request on: who sent it is not on this machine.</summary>
    private static readonly string[] PassedOn = ["X-Forwarded-For", "Forwarded"];
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Callers that are this machine's own: to hold them up would hold up whoever sits at it.</summary>
    private static readonly string[] OwnWays = [Ways.Loopback, Ways.Process];

    /// <summary>The bucket that a request is taken from.</summary>
    public static RateLimitPartition<string> PartitionOf(HttpContext context, HttpOptions options)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return IsReading(context.Request.Method) ? RateLimitPartition.GetNoLimiter("open") : SignInOf(context, options);
        return
            context.User.Identity is not { IsAuthenticated: true, Name: { } name } identity || OwnWays.Contains(identity.AuthenticationType)
            ? RateLimitPartition.GetNoLimiter("own")
            : RateLimitPartition.GetTokenBucketLimiter(KeyOf(context, identity.AuthenticationType, name), _ => Requests(options));
    }

    /// <summary>The bucket of whoever says who he is, and is nobody yet.</summary>
    internal static RateLimitPartition<string> SignInOf(HttpContext context, HttpOptions options) =>
        IsOfThisMachine(context)
            ? RateLimitPartition.GetNoLimiter("this machine")
            : RateLimitPartition.GetFixedWindowLimiter("sign-in " + AddressOf(context), _ => SignIns(options));

    /// <summary>Two keys may have one name, and are two callers.</summary>
    private static string KeyOf(HttpContext context, string? way, string name) =>
        $"{way} {context.User.FindFirst(PersonClaims.Caller)?.Value ?? name}";

    private static bool IsReading(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static string AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? $"{Networks.Of(address)}" : NoAddress;

    /// <summary>What has no connection comes from the process itself; a connection without an address is a Unix socket's, behind which anybody may be.</summary>
    private static bool IsOfThisMachine(HttpContext context) =>
        !PassedOn.Any(context.Request.Headers.ContainsKey)
        && (
            context.Connection.RemoteIpAddress is { } from
                ? IPAddress.IsLoopback(from)
                : context.Features.Get<IConnectionIdFeature>() is null
        );

    private static FixedWindowRateLimiterOptions SignIns(HttpOptions options) =>
        new() { PermitLimit = options.SignInsPerMinute, Window = Minute };

    private static TokenBucketRateLimiterOptions Requests(HttpOptions options) =>
        new()
        {
            TokenLimit = options.RequestsAtOnce,
            TokensPerPeriod = Math.Max(1, (int)(options.RequestsPerSecond * Refilled.TotalSeconds)),
            ReplenishmentPeriod =
                options.RequestsPerSecond * Refilled.TotalSeconds >= 1 ? Refilled : TimeSpan.FromSeconds(1.0 / options.RequestsPerSecond),
        };
}
