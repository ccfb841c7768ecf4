using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace DrEvents.Backend.Hosting;

/// <summary>An endpoint that reads or makes much anew: few of them run at once on a node, the others wait, and those that are too many are told so.</summary>
/// <remarks>Who leaves while he waits leaves the queue, and while he is answered the work ends with the connection.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HeavyReadAttribute : Attribute;

/// <summary>Bounds how many such requests there are at once.</summary>
public static class HeavyReads
{
    /// <summary>Each holds a connection to the store while it runs.</summary>
    public const int AtOnce = 4;

    /// <summary>So many more wait; the next are answered with 503.</summary>
    public const int Waiting = 64;

    /// <summary>Seconds after which one that was refused may ask again.</summary>
    private const int RetryAfterS = 10;

    public static void Add(IServiceCollection services)
    {
        services.AddRateLimiter(limiter => limiter.OnRejected = (refused, _) => AnswerAsync(refused));
        services
            .AddOptions<RateLimiterOptions>()
            .Configure<IOptions<HttpOptions>>(
                (limiter, http) =>
                    limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                        PartitionedRateLimiter.Create<HttpContext, string>(context => RequestRates.PartitionOf(context, http.Value)),
                        PartitionedRateLimiter.Create<HttpContext, bool>(PartitionOf)
                    )
            );
    }

    private static RateLimitPartition<bool> PartitionOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<HeavyReadAttribute>() is null
            ? RateLimitPartition.GetNoLimiter(false)
            : RateLimitPartition.GetConcurrencyLimiter(true, _ => Bounds);

    /// <summary>Who sends too many is told when his next one is taken; what is too much at once has no such time.</summary>
    private static async ValueTask AnswerAsync(OnRejectedContext refused)
    {
        var http = refused.HttpContext;
        var isTooMany = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after);
        var seconds = isTooMany ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : RetryAfterS;
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await TypedResults.Problem(isTooMany ? TooMany(seconds) : Refused).ExecuteAsync(http);
    }

    private static ProblemDetails TooMany(int seconds) =>
        Problems.Of(
            StatusCodes.Status429TooManyRequests,
            "Too many requests",
            $"This caller sends more than he may; ask again in {seconds} s"
        );

    private static ConcurrencyLimiterOptions Bounds =>
        new()
        {
            PermitLimit = AtOnce,
            QueueLimit = Waiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };

    private static ProblemDetails Refused =>
        Problems.Of(
            StatusCodes.Status503ServiceUnavailable,
            "Too many at once",
            $"{AtOnce + Waiting} requests of this kind run or wait already; ask again in {RetryAfterS} s"
        );
}
