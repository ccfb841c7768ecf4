using System.Text;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Hosting.Observability;
using DrEvents.Local.Processes;
using DrEvents.Observability.Tests.Running;
using DrEvents.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DrEvents.Observability.Tests.Traces;

/// <summary>Settings and variables decide where traces go; what would be passed over without a word is refused.</summary>
public sealed class ExportTests
{
    private const string Database = "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=x";

    [Fact]
    public async Task traces_reach_a_collector_over_http()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        collector.Urls.Add(address);
        var bodies = new System.Collections.Concurrent.ConcurrentQueue<string>();
        collector.MapPost(
            "/v1/traces",
            async (HttpContext http) =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body);
                bodies.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            }
        );
        await collector.StartAsync();
        await using var system = await ObservedSystem.StartAsync([
            $"--Telemetry:OtlpEndpoint={address}",
            "--Telemetry:OtlpProtocol=http/protobuf",
            "--Telemetry:TracedShare=1",
        ]);

        (await system.Http.GetAsync("/api/events")).EnsureSuccessStatusCode();

        await Eventually.HoldsAsync(
            "the request's span is there",
            () =>
                bodies.Any(b =>
                    b.Contains("GET /api/events", StringComparison.Ordinal) && b.Contains("drevents-backend", StringComparison.Ordinal)
                ),
            withinS: 30
        );
    }

    [Theory]
    [InlineData("Telemetry:OtlpEndpoint=collector:4317", "Telemetry:OtlpEndpoint")]
    [InlineData("Telemetry:OtlpProtocol=http", "Telemetry:OtlpProtocol")]
    [InlineData("Telemetry:TracedShare=1.5", "Telemetry:TracedShare")]
    [InlineData("Telemetry:TracedShare=NaN", "Telemetry:TracedShare")]
    [InlineData("Telemetry:Logs=xml", "Telemetry:Logs")]
    public void a_wrong_setting_is_refused(string setting, string named) =>
        Should
            .Throw<OptionsValidationException>(() => DrEvents.Backend.Backend.Build([Database, "--" + setting]))
            .Message.ShouldStartWith(named);

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", true)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317", false)]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", true)]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", true)]
    [InlineData("OTEL_TRACES_SAMPLER", "parentbased_always_on", false)]
    public void a_wrong_variable_is_refused(string name, string value, bool isRefused)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [name] = value }).Build();
        OtelVariables.Problems(configuration).Any(p => p.StartsWith(name, StringComparison.Ordinal)).ShouldBe(isRefused);
    }

    [Fact]
    public void a_wrong_variable_keeps_the_backend_from_starting() =>
        Should
            .Throw<ConfigurationException>(() =>
                DrEvents.Backend.Backend.Build(
                    [Database],
                    b =>
                        b.Configuration.AddInMemoryCollection(
                            new Dictionary<string, string?> { ["OTEL_TRACES_SAMPLER_ARG"] = "2", ["OTEL_TRACES_SAMPLER"] = "traceidratio" }
                        )
                )
            )
            .Message.ShouldBe("OTEL_TRACES_SAMPLER_ARG is '2', not 0 to 1");
}
