namespace DrEvents.Measurement.Readings;

/// <summary>
/// From where on a reading is odd: for meters of homes and buildings that report every few seconds to minutes. They are the product's rule and no setting:
/// a rebuild or an audit years later has to flag the same readings.
/// </summary>
public static class ReadingThresholds
{
    /// <summary>
    /// So many five minutes in a row that stand still are frozen: an hour, as long as the longest gap that is filled. A value that does not move says as
    /// little as none.
    /// </summary>
    public const int FrozenIntervalsLeast = 12;

    /// <summary>
    /// A spike lies further from the median of its neighbours before it than so many of their standard deviations, estimated by 1.4826 times the median
    /// absolute deviation.
    /// </summary>
    public const double SpikeDeviations = 8;

    /// <summary>With fewer (at the begin, and after a gap) nothing is said.</summary>
    public const int SpikeNeighboursLeast = 5;

    /// <summary>What is nearer than this, and than the largest load that is described, is no spike: ovens and kettles come for one reading and go.</summary>
    public const double SpikeLeastKw = 5;

    /// <summary>Less export than this is the error of a current transformer at zero.</summary>
    public const double ZeroErrorKw = 0.02;

    /// <summary>So much may a meter's clock be put forward: clocks that are kept by NTP move by less.</summary>
    public static readonly TimeSpan LeapMost = TimeSpan.FromMinutes(1);

    /// <summary>After more than this a leap is not told from silence.</summary>
    public static readonly TimeSpan LeapWatched = TimeSpan.FromMinutes(90);

    /// <summary>
    /// Flags of a reading follow from those that lie so long before it at most. So they can be made again from a stretch of readings.
    /// </summary>
    public static TimeSpan LookBack(int reportSeconds)
    {
        var neighbours = TimeSpan.FromSeconds((double)LastReadings.Most * ReadingTime.SilenceIntervals * reportSeconds);
        return neighbours > LeapWatched ? neighbours : LeapWatched;
    }
}
