namespace DrEvents.Backend.Features.Vens;

public static class VenLimits
{
    public const string Disabled = "disabled";
    private const int GroupsMax = 64;

    public static FieldErrors CheckVen(
        this FieldErrors errors,
        string? name,
        GeoLocation? location,
        string? status,
        IReadOnlyList<string>? groups,
        string? address
    ) =>
        errors
            .Text(name, "name", 200)
            .Range(location?.Lat, "location.lat", -90, 90)
            .Range(location?.Lon, "location.lon", -180, 180)
            // online and offline are what clients of old sent when they meant a VEN that takes part.
            .If(
                status is not (null or "enabled" or Disabled or "online" or "offline" or "active"),
                "status",
                "is neither enabled nor disabled"
            )
            .Text(address, "address", 500)
            .If(groups?.Count > GroupsMax, "groups", $"has more than {GroupsMax} entries")
            .Labels(groups, "groups");
}
