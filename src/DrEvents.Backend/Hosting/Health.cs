using Wolverine.Persistence.Durability;
using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

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
                report.Entries.ToDictionary(e => e.Key, e => new HealthCheckView(Word(e.Value.Status), e.Value.Description, e.Value.Says()))
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
            return Say(SaidKind.StoreAway, $"{cause.Message:problem}").As(HealthStatus.Unhealthy);
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
        var behind = lags.Select(l =>
            Say(SaidKind.ProjectionBehind, $"{l.Name:projection} {l.Events:events} behind, {Seconds(l.Age):ageS}")
        );
        return Say(SaidKind.ProjectionsBehind, $"{List(behind, ", "):projections}")
            .As(lags.Any(l => l.Age > LagMax) ? HealthStatus.Degraded : HealthStatus.Healthy);
    }
}

/// <summary>Whether this node acts, and how far the making of its read models is.</summary>
internal sealed class StandbyCheck(IDocumentStore store, Standby standby) : StoreCheck(store)
{
    protected override async Task<HealthCheckResult> LookAsync(IQuerySession session, CancellationToken cancellation)
    {
        var builds = await session.Query<ReadModelBuild>().Where(b => b.Status == ReadModelBuild.Running).ToListAsync(cancellation);
        var made = builds.Select(b => b.Says());
        if (!standby.Active.IsCompleted)
            return Say(SaidKind.NodeWaits, $"this node {standby.Reason:reason}{List(made, "; ", before: "; "):readModels}")
                .As(HealthStatus.Unhealthy);
        return builds.Count == 0
            ? HealthCheckResult.Healthy()
            : Say(SaidKind.ReadModelsMade, $"{List(made, "; "):readModels}").As(HealthStatus.Healthy);
    }
}

/// <summary>Whether messages between the rooms failed for good: each is kept with its reason, and can be tried again.</summary>
internal sealed class MessagesCheck(IDocumentStore store, IMessageStore messages) : StoreCheck(store)
{
    protected override async Task<HealthCheckResult> LookAsync(IQuerySession session, CancellationToken cancellation)
    {
        var failed = (await messages.Admin.FetchCountsAsync()).DeadLetter;
        var table = $"{EarlierNodes.MessageSchema}.wolverine_dead_letters";
        return failed == 0
            ? HealthCheckResult.Healthy()
            : Say(SaidKind.MessagesFailed, $"{failed:messages} messages could not be worked on; {table:table} has them")
                .As(HealthStatus.Degraded);
    }
}
