using Wolverine.Persistence.Durability;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: database and broker are there and the projections keep up. Both answer everybody: what
/// asks them (a balancer, a supervisor) has no key.
/// </summary>
public static class Health
{
    public const string Ready = "ready";

    public static void Add(IServiceCollection services) =>
        services
            .AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", failureStatus: null, [Ready], timeout: TimeSpan.FromSeconds(3))
            .AddCheck<ProjectionsCheck>("projections", tags: [Ready])
            .AddCheck<StandbyCheck>("readModels", tags: [Ready])
            .AddCheck<MessagesCheck>("messages", tags: [Ready]);

    public static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = WriteAsync })
            .AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new HealthView(
                Word(report.Status),
                report.Entries.ToDictionary(e => e.Key, e => new HealthCheckView(Word(e.Value.Status), e.Value.Description))
            )
        );

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();
}

/// <summary>Asks the store; that it is away is an answer too.</summary>
internal abstract class StoreCheck(IDocumentStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var session = store.QuerySession();
            return await LookAsync(session, cancellationToken);
        }
        catch (Exception e) when (StoreAway.CauseOf(e) is { } cause)
        {
            return HealthCheckResult.Unhealthy(cause.Message);
        }
    }

    protected abstract Task<HealthCheckResult> LookAsync(IQuerySession session, CancellationToken cancellation);
}

internal sealed class DatabaseCheck(IDocumentStore store) : StoreCheck(store)
{
    protected override async Task<HealthCheckResult> LookAsync(IQuerySession session, CancellationToken cancellation)
    {
        await session.PingAsync(cancellation);
        return HealthCheckResult.Healthy();
    }
}

/// <summary>How far each projection is behind the streams; one that is far behind makes the figures old, not wrong.</summary>
internal sealed class ProjectionsCheck(IDocumentStore store) : StoreCheck(store)
{
    /// <summary>An operator who looks at figures that are older is misled.</summary>
    private static readonly TimeSpan LagMax = TimeSpan.FromSeconds(10);

    protected override async Task<HealthCheckResult> LookAsync(IQuerySession session, CancellationToken cancellation)
    {
        var lags = await session.LagsAsync(cancellation);
        var said = lags.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.Events} behind, {l.Age.TotalSeconds:0.0} s"));
        var detail = string.Join(", ", said);
        return lags.Any(l => l.Age > LagMax) ? HealthCheckResult.Degraded(detail) : HealthCheckResult.Healthy(detail);
    }
}

/// <summary>Whether this node acts, and how far the making of its read models is.</summary>
internal sealed class StandbyCheck(IDocumentStore store, Standby standby) : StoreCheck(store)
{
    protected override async Task<HealthCheckResult> LookAsync(IQuerySession session, CancellationToken cancellation)
    {
        var builds = await session.Query<ReadModelBuild>().Where(b => b.Status == ReadModelBuild.Running).ToListAsync(cancellation);
        var detail = string.Join("; ", builds.Select(b => b.ToString()));
        return standby.Active.IsCompleted
            ? HealthCheckResult.Healthy(detail.Length == 0 ? null : detail)
            : HealthCheckResult.Unhealthy($"this node {standby.Reason}{(detail.Length == 0 ? "" : "; " + detail)}");
    }
}

/// <summary>Whether messages between the rooms failed for good: each is kept with its reason, and can be tried again.</summary>
internal sealed class MessagesCheck(IDocumentStore store, IMessageStore messages) : StoreCheck(store)
{
    protected override async Task<HealthCheckResult> LookAsync(IQuerySession session, CancellationToken cancellation)
    {
        var failed = (await messages.Admin.FetchCountsAsync()).DeadLetter;
        var detail = $"{failed} messages could not be worked on; {EarlierNodes.MessageSchema}.wolverine_dead_letters has them";
        return failed == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(detail);
    }
}
