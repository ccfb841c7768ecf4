namespace DrEvents.Backend.Features.Vens;

public static class VenLimits
{
    public const string Disabled = "disabled";
    public const int GroupsMax = 64;

    /// <summary>As long as an event can be, 31 days.</summary>
    private const double MinutesMax = 31 * 24 * 60;
    private const int EventsMax = 10_000;

    public static FieldErrors CheckVen(this FieldErrors errors, ChangeVenRequest said) =>
        errors
            .Text(said.Name, "name", 200)
            .Range(said.Location?.Lat, "location.lat", -90, 90)
            .Range(said.Location?.Lon, "location.lon", -180, 180)
            // online and offline are what clients of old sent when they meant a VEN that takes part.
            .If(
                said.Status is not (null or "enabled" or Disabled or "online" or "offline" or "active"),
                "status",
                "is neither enabled nor disabled"
            )
            .Text(said.Address, "address", 500)
            .If(said.Groups?.Count > GroupsMax, "groups", $"has more than {GroupsMax} entries")
            .Labels(said.Groups, "groups")
            .CheckLimits(said.Limits, "limits");

    /// <param name="field">The field that has them.</param>
    public static FieldErrors CheckLimits(this FieldErrors errors, HomeLimits? limits, string field) =>
        errors
            .Positive(limits?.MaxKw, field + ".maxKw", 1e6)
            .Positive(limits?.MaxMinutesPerEvent, field + ".maxMinutesPerEvent", MinutesMax)
            .Range(limits?.MaxEventsPerDay, field + ".maxEventsPerDay", 1, EventsMax)
            .Range(limits?.MaxEventsPerSeason, field + ".maxEventsPerSeason", 1, EventsMax)
            .Positive(limits?.MinRestMinutes, field + ".minRestMinutes", MinutesMax);
}
