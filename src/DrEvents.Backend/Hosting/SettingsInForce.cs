using System.Collections;
using System.Text.RegularExpressions;

namespace DrEvents.Backend.Hosting;

/// <summary>Settings as the options have them, whoever set them. Secrets are left out by what they are: by name, by value, and by where they came from.</summary>
public sealed class SettingsInForce(IEnumerable<SettingsSection> sections, IServiceProvider services, IConfiguration configuration)
{
    /// <summary>Whoever adds a setting whose name holds one of these has it masked without a thought.</summary>
    private static readonly string[] SecretWords =
    [
        "password",
        "secret",
        "token",
        "credential",
        "apikey",
        "privatekey",
        "connectionstring",
        "passphrase",
    ];

    /// <summary>Values that hold a secret whatever they are called: PEM, connection strings, addresses with a user in them.</summary>
    private static readonly Regex SecretValue = new(
        @"-----BEGIN|\b(password|pwd|secret|token)\s*=|^\w[\w+.-]*://[^/\s]*@|\bAKIA[0-9A-Z]{16}\b|\beyJ[\w-]{10,}\.",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    /// <summary>All, each once: several options may read the same key of a section.</summary>
    public IReadOnlyList<SettingView> All() =>
        [
            .. Settings.Free.Select(key => View(key, configuration[key], byDefault: null)),
            .. sections.SelectMany(OfSection).DistinctBy(s => s.Key).OrderBy(s => s.Key, StringComparer.Ordinal),
        ];

    /// <summary>Whether a setting is one, by its name and by what is in it.</summary>
    public static bool IsSecret(string key, string? value)
    {
        var name = key.Split(':')[^1];
        // A file is named, not shown.
        var isNamedSo =
            !name.EndsWith("File", StringComparison.OrdinalIgnoreCase)
            && (
                SecretWords.Any(w => key.Contains(w, StringComparison.OrdinalIgnoreCase))
                || name.EndsWith("Key", StringComparison.OrdinalIgnoreCase)
            );
        return isNamedSo || (value is not null && SecretValue.IsMatch(value));
    }

    private IEnumerable<SettingView> OfSection(SettingsSection section)
    {
        var options = (IOptions<object>)services.GetRequiredService(typeof(IOptions<>).MakeGenericType(section.Options));
        return OfOptions(section.Name, options.Value, Activator.CreateInstance(section.Options)!);
    }

    private IEnumerable<SettingView> OfOptions(string path, object inForce, object byDefault)
    {
        foreach (var property in inForce.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var (key, value, other) = ($"{path}:{property.Name}", property.GetValue(inForce), property.GetValue(byDefault));
            if (value is IDictionary table)
            {
                foreach (DictionaryEntry entry in table)
                    yield return View($"{key}:{entry.Key}", Text(entry.Value), Text((other as IDictionary)?[entry.Key]));
            }
            else if (value is not null && Settings.HoldsOthers(property.PropertyType, inForce.GetType()))
            {
                foreach (var inner in OfOptions(key, value, other ?? Activator.CreateInstance(property.PropertyType)!))
                    yield return inner;
            }
            else
            {
                yield return View(key, Text(value), Text(other));
            }
        }
    }

    private SettingView View(string key, string? value, string? byDefault)
    {
        var isSecret = IsSecret(key, value) || IsFromSecretPlace(key);
        return new SettingView(key, isSecret ? null : value, value == byDefault, isSecret);
    }

    /// <summary>Whether somebody set it to where its value is to be found, and not to the value. A file is named by its path, which is no secret.</summary>
    private bool IsFromSecretPlace(string key) =>
        !key.EndsWith("File", StringComparison.OrdinalIgnoreCase)
        && configuration is IConfigurationRoot root
        && root.Providers.Any(p => p.TryGet(key, out var said) && said is not null && Secrets.SecretSettings.IsReference(said));

    private static string? Text(object? value) =>
        value switch
        {
            null => null,
            string text => text,
            bool flag => flag ? "true" : "false",
            IEnumerable many => string.Join(", ", many.Cast<object?>().Select(Text)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}

public static class GetSettings
{
    /// <summary>Lists the settings as they are in force, with whether each is as by default. Secrets are named, and never told.</summary>
    [WolverineGet("/api/settings")]
    [Needs(Need.Read)]
    public static IReadOnlyList<SettingView> Get(SettingsInForce settings) => settings.All();
}
