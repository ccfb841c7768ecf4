using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard;

/// <summary>The operators' pages: configuration section <c>Dashboard</c>.</summary>
public sealed class DashboardOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Dashboard";

    /// <summary>Whether the pages are served.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Address of the backend that the pages show; null for the one in the same process.</summary>
    public string? Backend { get; set; }

    /// <summary>Key for the backend, where the pages are alone in a process: whoever opens them acts by it.</summary>
    public string? BackendKey { get; set; }

    /// <summary>
    /// Hosts beside this machine's that browsers may reach the pages by while nobody has to sign in: whoever reaches them then may stop an event, so
    /// that without this they answer this machine alone.
    /// </summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Time zone of the sites, by its IANA name; a viewer may choose his own.</summary>
    public string SiteTimeZone { get; set; } = "UTC";

    /// <summary>Address of a map's tiles with <c>{z}</c>, <c>{x}</c> and <c>{y}</c>; null draws outlines alone, and nothing is asked of the internet.</summary>
    public string? MapTiles { get; set; }

    /// <summary>Whose tiles they are, as their maker wants it said beneath the map.</summary>
    public string? MapTilesCredit { get; set; }

    /// <summary>The origin of the tiles, which the pages' content policy has to name; null where there are none.</summary>
    internal string? MapTilesOrigin => MapTilesAddress?.GetLeftPart(UriPartial.Authority);

    private Uri? MapTilesAddress =>
        Uri.TryCreate(MapTiles?.Replace("{z}", "0").Replace("{x}", "0").Replace("{y}", "0"), UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
            ? address
            : null;

    /// <summary>What is wrong with these options, naming the key; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (Backend is { } backend && !(Uri.TryCreate(backend, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            yield return $"Dashboard:Backend is '{backend}', not an address such as http://backend:8000";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(SiteTimeZone, out _))
            yield return $"Dashboard:SiteTimeZone is '{SiteTimeZone}', not the name of a time zone such as Europe/Berlin";
        if (MapTiles is { } tiles && !(tiles.Contains("{z}") && tiles.Contains("{x}") && tiles.Contains("{y}")))
            yield return $"Dashboard:MapTiles is '{tiles}', without {{z}}, {{x}} and {{y}}";
        else if (MapTiles is not null && MapTilesAddress is null)
            yield return $"Dashboard:MapTiles is '{MapTiles}', not an address such as https://tiles.example/{{z}}/{{x}}/{{y}}.png";
    }

    internal sealed class Check : IValidateOptions<DashboardOptions>
    {
        public ValidateOptionsResult Validate(string? name, DashboardOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
