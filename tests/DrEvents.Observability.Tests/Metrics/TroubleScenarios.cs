using DrEvents.Observability.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Observability.Tests.Metrics;

/// <summary>A trouble shows as its runbook says.</summary>
public sealed class TroubleScenarios
{
    [Fact]
    public async Task an_event_whose_commands_do_not_go_out_shows_in_metrics_log_and_trace()
    {
        await using var system = await ObservedSystem.StartAsync(ObservedSystem.Traced);
        await system.StartVensAsync("ven-1");
        await system.Broker.DisposeAsync();
        await Eventually.HoldsAsync(
            "the lost connection shows",
            async () =>
                (await system.ScrapeAsync()).Contains(
                    "drevents_broker_connected{otel_scope_name=\"DrEvents.Broker\"} 0",
                    StringComparison.Ordinal
                )
        );

        var asked = await system.CreateAsync(kw: 1, seconds: 60);

        var command = await system.SpanAsync("the attempt is traced", s => s.OperationName == "drevents command");
        command.Status.ShouldBe(System.Diagnostics.ActivityStatusCode.Error);
        await Eventually.HoldsAsync(
            "the log says it",
            () =>
                system.Log.Any(l =>
                    l.Template == "{Count} commands of {EventId} did not go out and are sent again, that for {VenId} among them: {Problem}"
                    && l.Line.Contains(asked.Id, StringComparison.Ordinal)
                )
        );
        await HasCountedAsync("outcome=\"not_taken\"", "shedPanel");
        await HasCountedAsync("drevents_broker_losses_total", "NobodyListens");

        // What is scraped may be a moment old.
        Task HasCountedAsync(params string[] parts) =>
            Eventually.HoldsAsync(
                $"{string.Join(", ", parts)} is counted",
                async () =>
                    (await system.ScrapeAsync())
                        .Split('\n')
                        .Any(l => parts.All(p => l.Contains(p, StringComparison.Ordinal)) && !l.EndsWith(" 0", StringComparison.Ordinal))
            );
    }
}
