using System.Globalization;
using DrEvents.Backend.Mqtt;
using Marten;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: database and broker are there and the projections keep up.
/// </summary>
public static class Health
{
    /// <summary>Tag of the checks that <c>/health/ready</c> runs.</summary>
    public const string Ready = "ready";

    /// <summary>Registers the checks.</summary>
    public static void Add(IServiceCollection services) =>
        services
            .AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", tags: [Ready])
            .AddCheck<BrokerCheck>("broker", tags: [Ready])
            .AddCheck<ProjectionsCheck>("projections", tags: [Ready]);

    /// <summary>Maps the routes.</summary>
    public static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        app.MapHealthChecks(
            "/health/ready",
            new HealthCheckOptions { Predicate = c => c.Tags.Contains(Ready), ResponseWriter = WriteAsync }
        );
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = Word(report.Status),
                checks = report.Entries.ToDictionary(e => e.Key, e => new { status = Word(e.Value.Status), detail = e.Value.Description }),
            }
        );

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();
}

/// <summary>Whether PostgreSQL answers.</summary>
internal sealed class DatabaseCheck(IDocumentStore store) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(Patience);
        try
        {
            await using var connection = store.Storage.Database.CreateConnection();
            await connection.OpenAsync(bounded.Token);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(bounded.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}

/// <summary>Whether there is a connection to the broker.</summary>
internal sealed class BrokerCheck(IBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(broker.IsConnected ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(broker.Problem ?? "not connected"));
}

/// <summary>How far each projection is behind the streams; one that is far behind makes the figures old, not wrong.</summary>
internal sealed class ProjectionsCheck(IDocumentStore store) : IHealthCheck
{
    private const long BehindMax = 50_000;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var lags = await ProjectionLag.ReadAsync(store, cancellationToken);
            var detail = string.Join(
                ", ",
                lags.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Name} {l.Events} behind, {l.Age.TotalSeconds:0.0} s"))
            );
            return lags.Any(l => l.Events > BehindMax) ? HealthCheckResult.Degraded(detail) : HealthCheckResult.Healthy(detail);
        }
        catch (Exception e) when (StoreAway.IsCauseOf(e))
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
