using System.Globalization;

namespace DrEvents.Dashboard.Parts;

/// <summary>What an operator typed of a VEN, by the names of the backend's fields.</summary>
public sealed class VenForm
{
    private static readonly string[] Numbers =
    [
        "location.lat",
        "location.lon",
        "limits.maxKw",
        "limits.maxMinutesPerEvent",
        "limits.maxEventsPerDay",
        "limits.maxEventsPerSeason",
        "limits.minRestMinutes",
    ];

    private static readonly string[] Whole = ["limits.maxEventsPerDay", "limits.maxEventsPerSeason"];

    private readonly Dictionary<string, string> _typed = [];

    /// <summary>As the VEN is.</summary>
    public static VenForm Of(VenView ven)
    {
        var form = new VenForm();
        form["name"] = ven.Name;
        form["address"] = ven.Address ?? "";
        form["groups"] = string.Join('\n', ven.Groups);
        form["status"] = ven.Status == "disabled" ? "disabled" : "enabled";
        form["location.lat"] = Text(ven.Location.Lat);
        form["location.lon"] = Text(ven.Location.Lon);
        form["limits.maxKw"] = Text(ven.Limits?.MaxKw);
        form["limits.maxMinutesPerEvent"] = Text(ven.Limits?.MaxMinutesPerEvent);
        form["limits.maxEventsPerDay"] = Text(ven.Limits?.MaxEventsPerDay);
        form["limits.maxEventsPerSeason"] = Text(ven.Limits?.MaxEventsPerSeason);
        form["limits.minRestMinutes"] = Text(ven.Limits?.MinRestMinutes);
        return form;
    }

    /// <summary>What stands in a field.</summary>
    public string this[string field]
    {
        get => _typed.GetValueOrDefault(field, "");
        set => _typed[field] = value;
    }

    /// <summary>Fields in which a number is wanted, and something else stands.</summary>
    public IReadOnlyList<string> NoNumbers => [.. Numbers.Where(f => !IsNumber(f))];

    /// <summary>What is to be changed; asked for only where all numbers are some.</summary>
    public ChangeVenRequest Request() =>
        new(
            this["name"],
            new GeoLocation(Number("location.lat") ?? 0, Number("location.lon") ?? 0),
            this["status"],
            [.. this["groups"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()],
            this["address"].Trim(),
            new HomeLimits(
                Number("limits.maxKw"),
                Number("limits.maxMinutesPerEvent"),
                (int?)Number("limits.maxEventsPerDay"),
                (int?)Number("limits.maxEventsPerSeason"),
                Number("limits.minRestMinutes")
            )
        );

    private bool IsNumber(string field) =>
        this[field].Trim().Length == 0
        || (Number(field) is { } number && (!Whole.Contains(field) || (number == Math.Truncate(number) && Math.Abs(number) < 1e9)));

    // A comma is as good as a point: nobody writes thousands here.
    private double? Number(string field) =>
        double.TryParse(this[field].Trim().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    private static string Text(double? value) => value?.ToString("0.######", CultureInfo.CurrentCulture) ?? "";
}
