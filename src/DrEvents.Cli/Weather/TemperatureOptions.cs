using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Measurement.Meters;

namespace DrEvents.Cli.Weather;

/// <summary>What verbs of temperatures have in common.</summary>
static class TemperatureOptions
{
    /// <summary>Whose temperatures they are.</summary>
    public static Option<string?> Site() =>
        Typed.Text(
            "--site",
            "The site: of VENs with the group site:NAME it is NAME, of all others default. [default]",
            "name",
            text => SiteNames.IsValid(text) ? text : null,
            SiteNames.Form
        );

    /// <summary>Where they are shown and imported.</summary>
    public static string PathOf(string? site, params (string Name, string? Value)[] query)
    {
        string[] said = [.. query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}")];
        var path = $"api/sites/{Uri.EscapeDataString(site ?? SiteNames.Default)}/temperature";
        return said.Length > 0 ? $"{path}?{string.Join('&', said)}" : path;
    }
}
