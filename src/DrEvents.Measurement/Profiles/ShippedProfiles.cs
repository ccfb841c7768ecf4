using System.Reflection;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Profiles;

/// <summary>The profiles that ship, each a file beside this one, and their schema.</summary>
public static class ShippedProfiles
{
    private const string ResourceFolder = "DrEvents.Measurement.Profiles.";
    private const string SchemaName = "profile.schema";

    /// <summary>Their names, in the order of the methods' table.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "pre-event-mean",
        "caiso-10-in-10",
        "caiso-residential-5-in-10",
        "caiso-weather-match",
        "pjm-high-4-of-5",
        "nyiso-high-5-of-10",
        "ercot-middle-8-of-10",
        "gb-10-of-10",
        "same-day-3+2",
        "control-group",
        "towt",
    ];

    /// <summary>The JSON Schema (draft 2020-12) of a profile's file.</summary>
    public static string Schema => Text(SchemaName);

    /// <summary>Null where none of that name ships.</summary>
    public static InputFile? Find(string name) => Names.Contains(name) ? InputFile.Of(name + ".json", Text(name)) : null;

    public static BaselineProfile Get(string name) =>
        ProfileFile.Read(Find(name) ?? throw new ArgumentException($"no profile {name} ships", nameof(name)));

    /// <summary>The file of one that ships, as it is.</summary>
    public static string TextOf(string name) =>
        Names.Contains(name) ? Text(name) : throw new ArgumentException($"no profile {name} ships", nameof(name));

    private static string Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{ResourceFolder}{name}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
