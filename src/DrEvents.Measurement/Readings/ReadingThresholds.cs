using NodaTime;

namespace DrEvents.Measurement.Readings;

/// <summary>From where on a reading is odd. The defaults are for meters of homes and buildings that report every few seconds to minutes.</summary>
public sealed record ReadingThresholds
{
    public static readonly ReadingThresholds Default = new();

    /// <summary>
    /// A value that is not 0 and stands still for longer is frozen. An hour, as long as the longest gap that is filled: a value that does not move says as
    /// little as none. Loads that are really constant (street lamps) need more.
    /// </summary>
    public Duration FrozenAfter { get; init; } = Duration.FromHours(1);

    /// <summary>So many readings in a row at least: of a meter that reports each quarter of an hour five equal ones are chance.</summary>
    public int FrozenReadingsLeast { get; init; } = 12;

    /// <summary>
    /// A spike lies further from the medians of its neighbours before and after it than so many of their standard deviations, estimated by 1.4826 times
    /// the median absolute deviation of both sides, each from its own median. An estimate from twenty values wavers itself: of normal noise one reading in
    /// some 20,000 lies beyond eight (simulated), and six would be one in 2,600.
    /// </summary>
    public double SpikeDeviations { get; init; } = 8;

    /// <summary>So many neighbours on either side are looked at; medians of ten stand a spike of four readings.</summary>
    public int SpikeNeighbours { get; init; } = 10;

    /// <summary>With fewer on a side (at the begin, at the end and beside a gap) nothing is said.</summary>
    public int SpikeNeighboursLeast { get; init; } = 5;

    /// <summary>
    /// What is nearer than this is no spike, where the meter's largest plausible step is not known: kettles and ovens of 2 to 4 kW come for one reading
    /// and go. Where it is known, only what is further than that step is a spike.
    /// </summary>
    public double SpikeLeastKw { get; init; } = 5;

    /// <summary>Less export than this is the error of a current transformer at zero.</summary>
    public double ZeroErrorKw { get; init; } = 0.02;

    /// <summary>
    /// So much may a meter's clock be ahead of the receiver's; a reading that is further ahead counts at the time at which it was received. The product's
    /// rule (<c>SampleFlags.Future</c>).
    /// </summary>
    public Duration AheadMost { get; init; } = Duration.FromSeconds(10);

    /// <summary>So much may a meter's clock be put forward: clocks that are kept by NTP move by less.</summary>
    public Duration LeapMost { get; init; } = Duration.FromMinutes(1);

    /// <summary>
    /// So many usual intervals without a reading are silence, and the reading after it stands for one interval only. The product's rule
    /// (<see cref="ReadingTime"/>), so that both make the same means.
    /// </summary>
    public int SilenceIntervals { get; init; } = ReadingTime.SilenceIntervals;

    /// <summary>Gaps up to this long are filled by a straight line; the rule of <c>linear</c>.</summary>
    public Duration FilledMost { get; init; } = Duration.FromHours(1);

    /// <summary>An interval of which less than this share is known or filled is missing.</summary>
    public double KnownShareLeast { get; init; } = 0.5;

    /// <summary>How long without a reading is silence.</summary>
    public Duration SilenceAfter(MeterFacts meter) => meter.UsualInterval * SilenceIntervals;
}
