using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DrEvents.Backend.Hosting.Observability;

/// <summary>Traces, metrics and logs for those who run the system. What each metric means, its name and its unit are in <c>ops/docs/metrics.md</c>.</summary>
public static class Observability
{
    public const string MetricsPath = "/metrics";
    private const string ServiceName = "drevents-backend";

    /// <summary>Instruments of others that are shown beside ours.</summary>
    private static readonly string[] OtherMeters = ["Microsoft.AspNetCore.Hosting", "Npgsql", "System.Runtime"];

    /// <summary>Seconds, from what one machine does to what an operator would not wait for.</summary>
    private static readonly double[] SecondsBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

    public static void Add(WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddSettings<TelemetryOptions>(configuration, TelemetryOptions.Section);
        services.AddSingleton<RemoteTraces>().AddHostedService<CountsFromZero>();
        var set = Read(configuration);
        if (set.Logs == TelemetryOptions.Json)
            AddJsonLogs(builder);
        if (OtelVariables.IsDisabled(configuration))
            return;
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(ServiceName, autoGenerateServiceInstanceId: true).AddEnvironmentVariableDetector());
        if (set.Metrics || set.OtlpMetrics)
            telemetry.WithMetrics(metrics => AddMetrics(metrics, set));
        if (IsTraced(set, configuration))
            telemetry.WithTracing(traces => AddTraces(traces, set, configuration));
    }

    public static IEnumerable<string> Problems(IConfiguration configuration) => OtelVariables.Problems(configuration);

    public static void Map(WebApplication app)
    {
        var set = app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value;
        if (set.Metrics && !OtelVariables.IsDisabled(app.Configuration))
            app.MapPrometheusScrapingEndpoint(MetricsPath).WithMetadata(new NeedsAttribute(Need.Read)).ExcludeFromDescription();
    }

    /// <summary>Whether anybody collects traces.</summary>
    public static bool IsTraced(TelemetryOptions set, IConfiguration configuration) =>
        (set.OtlpEndpoint ?? configuration[OtelVariables.TracesEndpoint] ?? configuration[OtelVariables.Endpoint]) is { Length: > 0 };

    /// <summary>What is recorded, for whoever collects it; the exporter is the caller's.</summary>
    public static TracerProviderBuilder AddSources(this TracerProviderBuilder traces, bool statements)
    {
        traces.AddSource(Tracing.SourceName, Tracing.VenSourceName, "Wolverine");
        traces.AddAspNetCoreInstrumentation(http => http.Filter = IsOfInterest);
        return statements ? traces.AddSource("Npgsql") : traces;
    }

    private static TelemetryOptions Read(ConfigurationManager configuration)
    {
        var set = new TelemetryOptions();
        configuration.GetSection(TelemetryOptions.Section).Bind(set);
        return set;
    }

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetryOptions set)
    {
        metrics.AddMeter("DrEvents.*").AddMeter(OtherMeters);
        metrics.AddView(Shown);
        if (set.Metrics)
            metrics.AddPrometheusExporter();
        if (set.OtlpMetrics)
            metrics.AddOtlpExporter(otlp => Point(otlp, set, "v1/metrics"));
    }

    /// <summary>One set of bounds for all times; of what others show, what somebody looks at.</summary>
    private static MetricStreamConfiguration? Shown(Instrument instrument) =>
        instrument.Meter.Name switch
        {
            "Npgsql" => instrument.Name is "db.client.connection.count" or "db.client.connection.max"
                ? null
                : MetricStreamConfiguration.Drop,
            "System.Runtime" => instrument.Name.Contains("exceptions", StringComparison.Ordinal)
            || instrument.Name.Contains("cpu.time", StringComparison.Ordinal)
            || instrument.Name.Contains("working_set", StringComparison.Ordinal)
            || instrument.Name.Contains("gc.pause", StringComparison.Ordinal)
                ? null
                : MetricStreamConfiguration.Drop,
            "Microsoft.AspNetCore.Hosting" when instrument.Name != "http.server.request.duration" => MetricStreamConfiguration.Drop,
            _ when instrument is Histogram<double> { Unit: "s" } => new ExplicitBucketHistogramConfiguration { Boundaries = SecondsBounds },
            _ => null,
        };

    private static void AddTraces(TracerProviderBuilder traces, TelemetryOptions set, ConfigurationManager configuration)
    {
        traces.AddSources(set.Statements);
        if (configuration[OtelVariables.Sampler] is not { Length: > 0 })
        {
            var share = new TracedShareSampler(set.TracedShare);
            // A caller who records nothing does not keep us from it: HTTP clients name a parent whether or not anybody records it.
            traces.SetSampler(new ParentBasedSampler(share, remoteParentNotSampled: share));
        }
        traces.AddOtlpExporter(otlp => Point(otlp, set, "v1/traces"));
    }

    /// <param name="path">Of the signal, over HTTP; the library adds it to addresses of the environment only.</param>
    private static void Point(OtlpExporterOptions otlp, TelemetryOptions set, string path)
    {
        if (set.OtlpProtocol is { } protocol)
            otlp.Protocol = protocol == TelemetryOptions.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (set.OtlpEndpoint is { } endpoint)
            otlp.Endpoint = otlp.Protocol == OtlpExportProtocol.Grpc ? new Uri(endpoint) : new Uri(endpoint.TrimEnd('/') + "/" + path);
    }

    private static bool IsOfInterest(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    private static void AddJsonLogs(WebApplicationBuilder builder) =>
        builder.Logging.AddJsonConsole(console =>
        {
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
}
