using System.Text.Json.Nodes;
using DrEvents.Local.Processes;

namespace DrEvents.Observability.Tests.Traces;

/// <summary>The log as JSON, as the program writes it.</summary>
public sealed class JsonLogTests
{
    [Fact]
    public async Task each_line_is_json_with_the_template_of_its_message()
    {
        var lines = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var postgres = await DrEvents.Testing.TestPostgres.CreateDatabaseAsync();
        using var backend = await ChildProcess.StartAsync(
            [],
            "TERM",
            [
                "dotnet",
                typeof(DrEvents.Backend.Backend).Assembly.Location,
                $"--ConnectionStrings:Postgres={postgres.ConnectionString}",
                $"--urls=http://127.0.0.1:{FreePort.Find()}",
                "--Mqtt:Host=127.0.0.1",
                "--Mqtt:Port=1",
                "--Telemetry:Logs=json",
            ],
            lines.Enqueue
        );
        await DrEvents.Testing.Eventually.HoldsAsync(
            "it says that there is no broker",
            () => lines.Any(l => l.Contains("No connection to the broker", StringComparison.Ordinal)),
            withinS: 60
        );
        backend.Kill();

        var line = JsonNode.Parse(lines.First(l => l.Contains("No connection to the broker", StringComparison.Ordinal)))!;
        ((string)line["LogLevel"]!).ShouldBe("Warning");
        ((string)line["State"]!["{OriginalFormat}"]!).ShouldBe("No connection to the broker at {Broker} as {ClientId}: {Problem}");
        ((string)line["Timestamp"]!).ShouldEndWith("Z");
        lines.ShouldAllBe(l => l.StartsWith('{'));
    }
}
