namespace DrEvents.Ven.Loads.Simulation;

/// <summary>
/// Where a home stands: its time of day and its weather. Homes with the same site have the same weather, as neighbours do.
/// </summary>
/// <param name="UtcOffsetHours">Local time minus UTC.</param>
/// <param name="LatitudeDeg">North positive.</param>
/// <param name="MeanC">Mean outside temperature of the year, °C.</param>
/// <param name="SeasonSwingC">Half of the difference between the means of July and January, K; negative south of the equator.</param>
/// <param name="DaySwingC">Half of the difference between afternoon and early morning, K.</param>
/// <remarks>The defaults are Berlin in the normals of 1991 to 2020 (DWD): 10 °C, July 20 °C, January 1 °C.</remarks>
internal sealed record Site(
    double UtcOffsetHours = 1,
    double LatitudeDeg = 52.5,
    double MeanC = 10,
    double SeasonSwingC = 9.5,
    double DaySwingC = 4
)
{
    private const double HourS = 3600;
    private const double DayS = 24 * HourS;
    private const double YearDays = 365.25;

    /// <summary>Days from 1 January to the warmest day, and hours from midnight to the warmest hour.</summary>
    private const double WarmestDay = 200;
    private const double WarmestHour = 15;

    /// <summary>Warm and cold spells: how far they go, and how long they last.</summary>
    private const double SpellC = 4;
    private const double SpellS = 3 * DayS;
    private const double CloudS = 40 * 60;

    private readonly int _weatherSeed = (int)((UtcOffsetHours * 1009) + (LatitudeDeg * 97));

    /// <summary>Number of the local day.</summary>
    public long DayOf(double atS) => (long)Math.Floor(LocalS(atS) / DayS);

    /// <summary>Local hour of the day, 0 to 24.</summary>
    public double HourOf(double atS) => (LocalS(atS) / HourS) - (24 * DayOf(atS));

    /// <summary>The moment of an hour of a local day.</summary>
    public double MomentOf(long day, double hour) => (day * DayS) + (hour * HourS) - (UtcOffsetHours * HourS);

    /// <summary>Outside temperature, °C.</summary>
    public double OutsideC(double atS)
    {
        var season = Math.Cos(2 * Math.PI * (DayOfYear(atS) - WarmestDay) / YearDays);
        var day = Math.Cos(2 * Math.PI * (HourOf(atS) - WarmestHour) / 24);
        return MeanC + (SeasonSwingC * season) + (DaySwingC * day) + (SpellC * Noise.Smooth(_weatherSeed, atS, SpellS));
    }

    /// <summary>
    /// Share of its peak power that a roof yields, 0 to 1: sine of the sun's elevation with the declination after Cooper (1969), less clouds.
    /// </summary>
    public double SunShare(double atS)
    {
        var declination = 23.45 * Math.PI / 180 * Math.Sin(2 * Math.PI * (284 + DayOfYear(atS)) / 365);
        var latitude = LatitudeDeg * Math.PI / 180;
        var hourAngle = (HourOf(atS) - 12) * Math.PI / 12;
        var elevationSine =
            (Math.Sin(latitude) * Math.Sin(declination)) + (Math.Cos(latitude) * Math.Cos(declination) * Math.Cos(hourAngle));
        if (elevationSine <= 0)
            return 0;
        var cloud = 0.6 + (0.25 * Noise.Smooth(_weatherSeed + 1, atS, SpellS)) + (0.15 * Noise.Smooth(_weatherSeed + 2, atS, CloudS));
        return elevationSine * (1 - (0.8 * cloud));
    }

    private double LocalS(double atS) => atS + (UtcOffsetHours * HourS);

    /// <summary>Near enough without a calendar: 1 January 1970 was the first day of a year.</summary>
    private static double DayOfYear(double atS) => atS / DayS % YearDays;
}
