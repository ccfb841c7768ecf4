namespace DrEvents.Dashboard.Parts;

/// <summary>A kind of VENs on the map.</summary>
/// <param name="Key">Its name among the texts.</param>
/// <param name="Colour">Name of the theme's colour.</param>
/// <param name="Symbol">A form of ECharts.</param>
public sealed record VenKind(string Key, string Colour, string Symbol);

/// <summary>By what VENs are told apart on the map.</summary>
public static class VenKinds
{
    /// <summary>What there is to choose, the default first.</summary>
    public static readonly IReadOnlyList<string> All = ["state", "gives", "trouble"];

    private static readonly VenKind[] States =
    [
        new("online", "good", "circle"),
        new("offline", "bad", "triangle"),
        new("disabled", "baseline", "emptyCircle"),
    ];

    private static readonly VenKind[] Gives =
    [
        new("none", "baseline", "emptyCircle"),
        new("more", "bad", "triangle"),
        new("little", "warn", "diamond"),
        new("some", "use", "rect"),
        new("much", "good", "circle"),
        new("unknown", "claimed", "roundRect"),
    ];

    private static readonly VenKind[] Troubles =
    [
        new("well", "good", "circle"),
        new("notDelivering", "bad", "triangle"),
        new("refused", "warn", "diamond"),
        new("noAnswer", "claimed", "roundRect"),
        new("offline", "baseline", "rect"),
        new("neverHeard", "baseline", "emptyRect"),
    ];

    /// <summary>The kinds, as the legend shows them.</summary>
    public static IReadOnlyList<VenKind> Of(string by) =>
        by switch
        {
            "gives" => Gives,
            "trouble" => Troubles,
            _ => States,
        };

    /// <summary>Which kind a VEN is.</summary>
    public static string KeyOf(string by, VenTableRow ven) =>
        by switch
        {
            "gives" => ven.ActiveEventId is null ? "none"
            : GivesKw(ven) is not { } kw ? "unknown"
            : kw < 0 ? "more"
            : kw < 0.5 ? "little"
            : kw < 2 ? "some"
            : "much",
            "trouble" => ven.Trouble ?? "well",
            _ => ven.Status,
        };

    /// <summary>Baseline less meter, kW; null where no event holds it, or no baseline is known.</summary>
    public static double? GivesKw(VenTableRow ven) => ven.ActiveEventId is null ? null : ven.BaselineKw - ven.CurrentPowerKw;
}
