using System.Globalization;
using System.Text.Json;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices;

/// <summary>Fields of a driver over those of a profile that comes with the agent: what the home's file says wins.</summary>
internal sealed class ProfiledFields
{
    private const string ResourcePrefix = "device-profiles/";

    private readonly StrictFields _fields;
    private readonly Dictionary<string, string> _profile = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _fixed = new(StringComparer.Ordinal);

    /// <summary>Reads the profile that the fields name, of those of a kind.</summary>
    public ProfiledFields(StrictFields fields, string kind)
    {
        _fields = fields;
        if (fields.TextOrNone("profile") is not { Length: > 0 } name)
            return;
        var shipped = Shipped(kind);
        if (!shipped.Contains(name))
        {
            fields.Fail("profile", $"'{name}' is none of {string.Join(", ", shipped)}");
            return;
        }
        using var resource = typeof(ProfiledFields).Assembly.GetManifestResourceStream($"{ResourcePrefix}{kind}.{name}")!;
        using var document = JsonDocument.Parse(resource);
        foreach (var field in document.RootElement.EnumerateObject())
            _profile[field.Name] = field.Value.GetString()!;
    }

    /// <summary>The profiles of a kind that come with the agent.</summary>
    public static IReadOnlyList<string> Shipped(string kind) =>
        [
            .. typeof(ProfiledFields)
                .Assembly.GetManifestResourceNames()
                .Where(n => n.StartsWith($"{ResourcePrefix}{kind}.", StringComparison.Ordinal))
                .Select(n => n[(ResourcePrefix.Length + kind.Length + 1)..])
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The fields of the file alone.</summary>
    public StrictFields File => _fields;

    /// <summary>Whether a text of the profile has this placeholder.</summary>
    public bool Mentions(string placeholder) => _profile.Values.Any(t => t.Contains('{' + placeholder + '}', StringComparison.Ordinal));

    /// <summary>From now on a placeholder stands for this, in all texts.</summary>
    public void Fix(string placeholder, string text) => _fixed['{' + placeholder + '}'] = text;

    /// <summary>The text of the file, else of the profile; null where neither has it.</summary>
    public string? Text(string name)
    {
        var text = _fields.TextOrNone(name) ?? _profile.GetValueOrDefault(name);
        if (text is null)
            return null;
        foreach (var (placeholder, meant) in _fixed)
            text = text.Replace(placeholder, meant, StringComparison.Ordinal);
        return text;
    }

    /// <summary>Whether powers at a path are in W; kW otherwise.</summary>
    public double UnitKw(string name) =>
        Text(name) switch
        {
            null or "W" => 0.001,
            "kW" => 1,
            var other => Wrong(name, other),
        };

    private double Wrong(string name, string unit)
    {
        _fields.Fail(name, $"'{unit}' is none of W, kW");
        return 1;
    }

    /// <summary>What stands for the values of one write.</summary>
    public static string Fill(string template, double kw, TimeSpan forgottenAfter) =>
        template
            .Replace("{kw}", kw.ToString("0.###", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{w}", (1000 * kw).ToString("0", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{seconds}", forgottenAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
