namespace DrEvents.Backend.Features.Vens;

public static class VenLimits
{
    public const string Disabled = "disabled";
    private const int GroupsMax = 64;

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
            .Labels(said.Groups, "groups");
}
