using System.Text.Json;

namespace DrEvents.Aws.Tests.Requests;

/// <summary>A request that our client and AWS's own make: one of <c>cases.json</c>, which the recorders of AWS's clients read too.</summary>
public sealed record RequestCase(string Name, string Op)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string? Topic { get; init; }
    public string? Thing { get; init; }
    public string? Shadow { get; init; }
    public int? Qos { get; init; }
    public bool? Retain { get; init; }

    /// <summary>Base 64.</summary>
    public string? Payload { get; init; }

    /// <summary>Instead of a payload: so many letters.</summary>
    public int? PayloadSize { get; init; }
    public string? ContentType { get; init; }
    public string? ResponseTopic { get; init; }
    public string? CorrelationData { get; init; }
    public long? MessageExpiry { get; init; }
    public string? PayloadFormatIndicator { get; init; }
    public string? UserProperties { get; init; }

    /// <summary>All cases, in order.</summary>
    public static IReadOnlyList<RequestCase> All { get; } =
        JsonSerializer.Deserialize<List<RequestCase>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Requests", "cases.json")),
            Json
        )!;

    /// <summary>The payload's bytes; null where the request has none.</summary>
    public MemoryStream? Body() =>
        PayloadSize is { } size ? new([.. Enumerable.Range(0, size).Select(i => (byte)('a' + (i % 26)))])
        : Payload is null ? null
        : new(Convert.FromBase64String(Payload));
}
