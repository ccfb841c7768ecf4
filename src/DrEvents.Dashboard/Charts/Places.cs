using System.Globalization;

namespace DrEvents.Dashboard.Charts;

/// <summary>Places of one kind on a map.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Colour">Name of the theme's colour.</param>
/// <param name="Symbol">A form of ECharts: kinds differ by it too, for those who see no colours.</param>
/// <param name="Points">Where they are, with their names.</param>
public sealed record PlaceKind(string Name, string Colour, string Symbol, IReadOnlyList<(GeoLocation At, string Id)> Points);

/// <summary>Places as an option of ECharts: a plain map, on which a degree of latitude is as long as it is, with a graticule and a scale.</summary>
public static class Places
{
    private const double KmPerDegree = 111.2;

    /// <summary>The plot is four wide and three high; the grid leaves so much of it in each direction.</summary>
    private const double Aspect = 4.0 / 3 * (100 - Left - Right) / (100 - Top - Bottom);
    private const double Left = 9;
    private const double Right = 3;
    private const double Top = 12;
    private const double Bottom = 8;

    /// <summary>From so many on, points are small.</summary>
    private const int Many = 1_500;

    /// <summary>A smaller piece of the earth than that is not shown, km.</summary>
    private const double WidthKmMin = 1;

    /// <summary>The map of some places.</summary>
    /// <param name="north">How north is written.</param>
    /// <param name="chosen">Places with a ring around them.</param>
    public static object Of(IReadOnlyList<PlaceKind> kinds, string north, IReadOnlyList<GeoLocation>? chosen = null)
    {
        var all = kinds.SelectMany(k => k.Points).Select(p => p.At).ToList();
        var extent = Extent.Of(all);
        var size = all.Count >= Many ? 5 : 11;
        return new
        {
            // For what the script draws beneath.
            extent = new[] { extent.West, extent.South, extent.East, extent.North },
            // Areas are drawn by buttons of the page.
            toolbox = new { show = false },
            brush = new
            {
                xAxisIndex = 0,
                yAxisIndex = 0,
                brushStyle = new
                {
                    color = "rgba(128, 128, 128, 0.2)",
                    borderColor = "var(--accent)",
                    borderWidth = 2,
                },
                outOfBrush = new { colorAlpha = 1 },
            },
            grid = new
            {
                left = Left + "%",
                right = Right + "%",
                top = Top + "%",
                bottom = Bottom + "%",
                show = true,
                borderColor = "var(--line)",
            },
            legend = new
            {
                top = 0,
                left = 0,
                textStyle = new { color = "var(--text)" },
                data = kinds.Select(k => k.Name),
            },
            tooltip = new { trigger = "item", formatter = "{b}" },
            xAxis = Axis(extent.West, extent.East),
            yAxis = Axis(extent.South, extent.North),
            dataZoom = new object[]
            {
                new
                {
                    type = "inside",
                    xAxisIndex = 0,
                    filterMode = "none",
                    zoomOnMouseWheel = "ctrl",
                },
                new
                {
                    type = "inside",
                    yAxisIndex = 0,
                    filterMode = "none",
                    zoomOnMouseWheel = "ctrl",
                },
            },
            series = kinds
                .Select(k => Scatter(k, size, kinds.Count(other => other.Points.Count > k.Points.Count)))
                .Append(Rings(chosen ?? [], size))
                .Append(Scale(extent, north)),
        };
    }

    private static object Axis(double from, double to) =>
        new
        {
            type = "value",
            min = Math.Round(from, 6),
            max = Math.Round(to, 6),
            splitNumber = 5,
            axisLabel = new
            {
                color = "var(--quiet)",
                formatter = "{value}°",
                showMinLabel = false,
                showMaxLabel = false,
                hideOverlap = true,
                fontSize = 11,
            },
            splitLine = new { lineStyle = new { color = "var(--line)" } },
            axisLine = new { show = false },
            axisTick = new { show = false },
        };

    /// <param name="above">So many kinds have more points, and lie beneath: what is rare must not be covered.</param>
    private static object Scatter(PlaceKind kind, int size, int above) =>
        new
        {
            type = "scatter",
            name = kind.Name,
            symbol = kind.Symbol,
            symbolSize = size,
            z = 2 + above,
            color = $"var(--{kind.Colour})",
            itemStyle = new
            {
                color = $"var(--{kind.Colour})",
                borderColor = "var(--card)",
                borderWidth = size > 5 ? 1 : 0,
                opacity = 0.85,
            },
            large = kind.Points.Count > Many,
            dimensions = new object[] { "lon", "lat", new { name = "id", type = "ordinal" } },
            encode = new
            {
                x = 0,
                y = 1,
                itemName = 2,
            },
            data = kind.Points.Select(p => new object[] { Math.Round(p.At.Lon, 5), Math.Round(p.At.Lat, 5), p.Id }),
        };

    private static object Rings(IReadOnlyList<GeoLocation> chosen, int size) =>
        new
        {
            id = "chosen",
            type = "scatter",
            symbol = "circle",
            symbolSize = size + 8,
            silent = true,
            z = 20,
            color = "var(--accent)",
            itemStyle = new
            {
                color = "transparent",
                borderColor = "var(--accent)",
                borderWidth = 2,
            },
            tooltip = new { show = false },
            data = chosen.Select(at => new[] { Math.Round(at.Lon, 5), Math.Round(at.Lat, 5) }),
        };

    /// <summary>A length on the earth, in the lower left corner, which stays true when one looks nearer.</summary>
    private static object Scale(Extent extent, string north)
    {
        var km = Nice(extent.WidthKm / 4);
        var (lon, lat) = (extent.West + (extent.East - extent.West) * 0.04, extent.South + (extent.North - extent.South) * 0.05);
        var label =
            km >= 1
                ? $"{km.ToString("0", CultureInfo.InvariantCulture)} km"
                : $"{(km * 1000).ToString("0", CultureInfo.InvariantCulture)} m";
        return new
        {
            id = "scale",
            type = "line",
            silent = true,
            symbol = "none",
            color = "var(--text)",
            lineStyle = new { width = 3 },
            tooltip = new { show = false },
            endLabel = new
            {
                show = true,
                formatter = $"{label}   ↑ {north}",
                color = "var(--text)",
                fontSize = 13,
            },
            data = new[] { new[] { lon, lat }, [lon + km / extent.KmPerLongitude, lat] },
        };
    }

    private static double Nice(double most)
    {
        var ten = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return most >= 5 * ten ? 5 * ten
            : most >= 2 * ten ? 2 * ten
            : ten;
    }

    /// <summary>A piece of the earth that holds all of them, with a margin, in the form of the plot.</summary>
    private sealed record Extent(double West, double East, double South, double North)
    {
        private const double Margin = 1.15;

        public double KmPerLongitude => LongitudeKm((South + North) / 2);

        public double WidthKm => (East - West) * KmPerLongitude;

        public static Extent Of(List<GeoLocation> places)
        {
            if (places.Count == 0)
                return new Extent(-1, 1, -1, 1);
            var (west, east) = (places.Min(p => p.Lon), places.Max(p => p.Lon));
            var (south, north) = (places.Min(p => p.Lat), places.Max(p => p.Lat));
            var (lon, lat) = ((west + east) / 2, (south + north) / 2);
            var perLongitude = LongitudeKm(lat);
            var widthKm = Math.Max((east - west) * perLongitude, (north - south) * KmPerDegree * Aspect);
            widthKm = Math.Max(widthKm * Margin, WidthKmMin);
            var (halfLon, halfLat) = (widthKm / 2 / perLongitude, widthKm / 2 / Aspect / KmPerDegree);
            return new Extent(lon - halfLon, lon + halfLon, lat - halfLat, lat + halfLat);
        }

        // At the poles all lengths of longitude are one.
        private static double LongitudeKm(double lat) => KmPerDegree * Math.Max(Math.Cos(lat * Math.PI / 180), 0.01);
    }
}
