using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DrEvents.Ven.Devices.Commissioning.Adding;

namespace DrEvents.Ven.Devices.Commissioning.Finding;

/// <summary>Something that was found, as <c>--json</c> and the page's API tell it.</summary>
/// <param name="By">How it was found: <c>sunspec</c>, <c>mdns</c> or <c>ocpp</c>.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Maker">By its own words, as the three next.</param>
/// <param name="Model">Its model.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Hint">What has to be looked at first.</param>
/// <param name="KnownAs">The id that the home has it under already.</param>
/// <param name="Takes">How it can be taken.</param>
internal sealed record FoundView(
    string By,
    string Address,
    string? Maker,
    string? Model,
    string? Serial,
    string? Name,
    string? Hint,
    string? KnownAs,
    IReadOnlyList<TakeView> Takes
)
{
    public static FoundView Of(FoundDevice found, string home) =>
        new(
            found.By,
            found.Address,
            Said(found.Maker),
            Said(found.Model),
            Said(found.Serial),
            Said(found.Name),
            found.Hint,
            found.KnownAs,
            [.. found.Takes.Select(t => new TakeView(t.IsMeter, t.Fields, t.Secrets, AddLine.Of(t, home)))]
        );

    private static string? Said(string? text) => text is { Length: > 0 } ? text : null;
}

/// <summary>One way to take it.</summary>
/// <param name="IsMeter">As the home's meter, and no load.</param>
/// <param name="Fields">What the home's file says of it then.</param>
/// <param name="Secrets">Fields of its driver that get a secret.</param>
/// <param name="Command">The command that adds it.</param>
internal sealed record TakeView(bool IsMeter, JsonObject Fields, IReadOnlyList<string> Secrets, string Command);

/// <summary>What a search found.</summary>
/// <param name="Found">All that is there.</param>
/// <param name="Problems">What could not be searched, and why.</param>
internal sealed record SearchView(IReadOnlyList<FoundView> Found, IReadOnlyList<string> Problems)
{
    public static SearchView Of(SearchOutcome outcome, string home) =>
        new([.. outcome.Found.Select(f => FoundView.Of(f, home))], outcome.Problems);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(SearchView))]
internal sealed partial class SearchViewJson : JsonSerializerContext;
