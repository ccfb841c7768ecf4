using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrEvents.Aws.Tests.Requests;

/// <summary>A request to the control plane: one of <c>control-cases.json</c>, which the recorder of AWS's client reads too.</summary>
/// <param name="Op">The operation's name.</param>
/// <param name="Input">Its parameters, by AWS's names.</param>
public sealed record ControlCase(string Name, string Op, JsonObject Input)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All cases, in order.</summary>
    public static IReadOnlyList<ControlCase> All { get; } =
        JsonSerializer.Deserialize<List<ControlCase>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Requests", "control-cases.json")),
            Json
        )!;

    public string? Text(string parameter) => (string?)Input[parameter];

    public bool? Flag(string parameter) => (bool?)Input[parameter];

    public int? Number(string parameter) => (int?)Input[parameter];
}
