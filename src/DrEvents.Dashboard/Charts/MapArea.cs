namespace DrEvents.Dashboard.Charts;

/// <summary>A piece of the map, by its corners in their order. Degrees are as on the map: an area does not reach over 180° of longitude.</summary>
public sealed record MapArea(IReadOnlyList<GeoLocation> Corners)
{
    /// <summary>The area between two latitudes and two longitudes.</summary>
    public static MapArea Between(double south, double north, double west, double east) =>
        new([new(south, west), new(south, east), new(north, east), new(north, west)]);

    /// <summary>Whether a place is in it: a line from there to the east crosses its border an odd number of times.</summary>
    public bool Holds(GeoLocation place)
    {
        var isIn = false;
        for (int i = 0, before = Corners.Count - 1; i < Corners.Count; before = i++)
        {
            var (a, b) = (Corners[i], Corners[before]);
            if (a.Lat > place.Lat == b.Lat > place.Lat)
                continue;
            var lon = a.Lon + (place.Lat - a.Lat) / (b.Lat - a.Lat) * (b.Lon - a.Lon);
            isIn ^= place.Lon < lon;
        }
        return isIn;
    }
}
