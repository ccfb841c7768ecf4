using NodaTime;

namespace DrEvents.Measurement.LikeDays;

/// <summary>How like days are chosen and adjusted. A method of a market is one value of this, and no code of its own.</summary>
public sealed record LikeDayProfile
{
    /// <summary>The days of the week that are alike, class by class.</summary>
    public static readonly IReadOnlyList<IReadOnlyList<IsoDayOfWeek>> WeekdaysAndWeekends =
    [
        [IsoDayOfWeek.Monday, IsoDayOfWeek.Tuesday, IsoDayOfWeek.Wednesday, IsoDayOfWeek.Thursday, IsoDayOfWeek.Friday],
        [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday],
    ];

    public required string Name { get; init; }

    /// <summary>The newest so many like days are used.</summary>
    public int DaysWanted { get; init; } = 10;

    /// <summary>How many calendar days back they may lie.</summary>
    public int LookBackDays { get; init; } = 45;

    /// <summary>With fewer there is no result.</summary>
    public int DaysMinimum { get; init; } = 3;

    public IReadOnlyList<IReadOnlyList<IsoDayOfWeek>> Classes { get; init; } = WeekdaysAndWeekends;

    public required Adjustment Adjustment { get; init; }

    /// <summary>The place of a day's class among the classes.</summary>
    public int ClassOf(LocalDate day)
    {
        for (var i = 0; i < Classes.Count; i++)
        {
            if (Classes[i].Contains(day.DayOfWeek))
                return i;
        }
        throw new InvalidOperationException($"{Name} has no class for a {day.DayOfWeek}");
    }
}

/// <summary>How like days, whose mean is B, are moved to the level of a day. Ā and B̄ are the means of the day and of B over the window.</summary>
public enum AdjustmentKind
{
    None,

    /// <summary><c>B' = B·clamp(Ā/B̄, lo, hi)</c>, with the factor 1 where B̄ is 0.</summary>
    Multiplicative,

    /// <summary><c>B' = B + clamp(Ā − B̄, lo, hi)</c>.</summary>
    Additive,
}

/// <summary>
/// How the mean of like days is moved to the level of the day itself: by the difference in the hours of a window before an anchor, which is the
/// event's start for a baseline and the present for a forecast.
/// </summary>
/// <param name="Begins">How long before the anchor the window begins.</param>
/// <param name="Lasts">How long it lasts.</param>
/// <param name="Least">The smallest factor, or the smallest difference, kW.</param>
/// <param name="Most">The largest factor, or the largest difference, kW.</param>
public sealed record Adjustment(
    AdjustmentKind Kind,
    Duration Begins,
    Duration Lasts,
    double Least = double.NegativeInfinity,
    double Most = double.PositiveInfinity
)
{
    public static readonly Adjustment None = new(AdjustmentKind.None, Duration.Zero, Duration.Zero);

    /// <summary>The factor or difference by which the mean of like days is moved, before and after it is held within its bounds.</summary>
    /// <param name="dayKw">Mean of the day itself over the window.</param>
    /// <param name="likeKw">Mean of the like days over the same hours.</param>
    public Level LevelOf(double dayKw, double likeKw) =>
        Kind switch
        {
            AdjustmentKind.Multiplicative when likeKw != 0 => Held(dayKw / likeKw),
            AdjustmentKind.Multiplicative => new Level(1, 1),
            AdjustmentKind.Additive => Held(dayKw - likeKw),
            _ => Unmoved,
        };

    /// <summary>The level that changes nothing.</summary>
    public Level Unmoved => Kind == AdjustmentKind.Additive ? new Level(0, 0) : new Level(1, 1);

    public double Apply(double kw, Level level) => Kind == AdjustmentKind.Additive ? kw + level.Held : kw * level.Held;

    private Level Held(double raw) => new(raw, Math.Clamp(raw, Least, Most));
}

/// <summary>A factor, or a difference in kW: as it was computed, and as it is used.</summary>
public readonly record struct Level(double Raw, double Held);
