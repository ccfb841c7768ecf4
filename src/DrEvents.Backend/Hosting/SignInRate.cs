using System.Threading.RateLimiting;

namespace DrEvents.Backend.Hosting;

/// <summary>Bounds how often an address may try to sign in where that is answered before any endpoint is looked for.</summary>
public sealed class SignInRate(IOptions<HttpOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RequestRates.SignInOf(context, options.Value)
    );

    /// <summary>Whether it may try once more; counts it.</summary>
    public bool Takes(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
