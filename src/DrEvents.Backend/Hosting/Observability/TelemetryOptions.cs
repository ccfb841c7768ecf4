namespace DrEvents.Backend.Hosting.Observability;

/// <summary>
/// What the backend tells those who run it: configuration section <c>Telemetry</c>. Without an address of a collector no trace is made. The standard
/// variables <c>OTEL_*</c> are obeyed too; a setting of this section goes before the variable of the same meaning.
/// </summary>
public sealed class TelemetryOptions : ICheckedOptions
{
    public const string Section = "Telemetry";
    public const string Grpc = "grpc";
    public const string HttpProtobuf = "http/protobuf";
    public const string Text = "text";
    public const string Json = "json";

    /// <summary>Whether <c>GET /metrics</c> answers.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>Where the collector of traces is, in OTLP; null asks <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How OTLP is spoken; null asks <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</summary>
    public string? OtlpProtocol { get; set; }

    /// <summary>Whether metrics go to the collector too.</summary>
    public bool OtlpMetrics { get; set; }

    /// <summary>Which share of what begins here is traced; what belongs to something traced always is. <c>OTEL_TRACES_SAMPLER</c> replaces it.</summary>
    public double TracedShare { get; set; } = 0.1;

    /// <summary>Whether each statement to PostgreSQL is part of a trace.</summary>
    public bool Statements { get; set; }

    /// <summary>How the log is written: lines for people, or JSON with trace ids and scopes.</summary>
    public string Logs { get; set; } = Text;

    public IEnumerable<string> Problems()
    {
        if (OtlpEndpoint is not null && !IsAddress(OtlpEndpoint))
            yield return $"Telemetry:OtlpEndpoint is '{OtlpEndpoint}', not an address like http://collector:4317";
        if (OtlpProtocol is not (null or Grpc or HttpProtobuf))
            yield return $"Telemetry:OtlpProtocol is '{OtlpProtocol}', neither {Grpc} nor {HttpProtobuf}";
        if (!(TracedShare is >= 0 and <= 1))
            yield return "Telemetry:TracedShare is not 0 to 1";
        if (Logs is not (Text or Json))
            yield return $"Telemetry:Logs is '{Logs}', neither {Text} nor {Json}";
    }

    internal static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
