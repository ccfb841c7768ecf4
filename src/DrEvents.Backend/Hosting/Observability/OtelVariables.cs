namespace DrEvents.Backend.Hosting.Observability;

/// <summary>The standard variables of OpenTelemetry that decide something here. A value that its library would pass over without a word is refused.</summary>
public static class OtelVariables
{
    public const string Disabled = "OTEL_SDK_DISABLED";
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    public const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    public const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    public const string Sampler = "OTEL_TRACES_SAMPLER";
    public const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";
    private const string RatioSuffix = "traceidratio";

    private static readonly string[] Samplers =
    [
        "always_on",
        "always_off",
        RatioSuffix,
        "parentbased_always_on",
        "parentbased_always_off",
        "parentbased_" + RatioSuffix,
    ];

    public static bool IsDisabled(IConfiguration configuration) =>
        string.Equals(configuration[Disabled], "true", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        foreach (var name in new[] { Endpoint, TracesEndpoint })
        {
            if (configuration[name] is { Length: > 0 } address && !TelemetryOptions.IsAddress(address))
                yield return $"{name} is '{address}', not an address like http://collector:4317";
        }
        if (configuration[Protocol] is { Length: > 0 } protocol and not (TelemetryOptions.Grpc or TelemetryOptions.HttpProtobuf))
            yield return $"{Protocol} is '{protocol}', neither {TelemetryOptions.Grpc} nor {TelemetryOptions.HttpProtobuf}";
        if (configuration[Sampler] is not { Length: > 0 } sampler)
            yield break;
        if (!Samplers.Contains(sampler))
            yield return $"{Sampler} is '{sampler}', none of {string.Join(", ", Samplers)}";
        else if (
            sampler.EndsWith(RatioSuffix, StringComparison.Ordinal)
            && configuration[SamplerArgument] is { Length: > 0 } share
            && !(double.TryParse(share, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1)
        )
            yield return $"{SamplerArgument} is '{share}', not 0 to 1";
    }
}
