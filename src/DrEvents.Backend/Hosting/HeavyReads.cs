using System.Threading.RateLimiting;

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

    public static void Add(IServiceCollection services) =>
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context =>
                context.GetEndpoint()?.Metadata.GetMetadata<HeavyReadAttribute>() is null
                    ? RateLimitPartition.GetNoLimiter(false)
                    : RateLimitPartition.GetConcurrencyLimiter(true, _ => Bounds)
            );
            limiter.OnRejected = async (refused, _) =>
            {
                refused.HttpContext.Response.Headers.RetryAfter = RetryAfterS.ToString(CultureInfo.InvariantCulture);
                await TypedResults.Problem(Refused).ExecuteAsync(refused.HttpContext);
            };
        });

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
