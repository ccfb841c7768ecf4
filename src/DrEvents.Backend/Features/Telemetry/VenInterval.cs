using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>
/// Five minutes of one VEN. Powers in kW; sums are of powers by the seconds that each reading stands for (<see cref="ReadingTime"/>), in the order in
/// which the samples were stored. What an earlier version kept has no seconds: there each reading counts once.
/// </summary>
/// <param name="Id"><c>{venId}/{start}</c>.</param>
public sealed record VenInterval(string Id, string VenId, DateTimeOffset Start)
{
    public long Samples { get; init; }

    /// <summary>Readings that cannot be, and are in nothing else here.</summary>
    public long LeftOut { get; init; }
    public double? MeasuredS { get; init; }

    /// <summary>Seconds of it that no reading stands for yet.</summary>
    public double UnknownS { get; init; }
    public double UsedSumKw { get; init; }
    public long Claims { get; init; }
    public double? ClaimedS { get; init; }
    public double ClaimedSumKw { get; init; }

    /// <summary>The time in which the VEN said what it could shed, and the sum of that. What an earlier version kept has none.</summary>
    public double AvailableS { get; init; }
    public double AvailableSumKw { get; init; }

    /// <summary>Time of its newest reading.</summary>
    public DateTimeOffset? LastAt { get; init; }

    [JsonConverter(typeof(FlatLoadSums))]
    public IReadOnlyList<LoadSum> Loads { get; init; } = [];

    /// <summary>The event that held the VEN, by the last sample that fell into one; null when none did.</summary>
    public string? EventId { get; init; }
    public double? RequestedReductionKw { get; init; }

    /// <summary>What is odd about its readings: <see cref="ReadingFlags"/>. What an earlier version kept has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Flags { get; init; }

    /// <summary>Whether a reading of it is of the hour after a part in an event: then loads come back, and use is not as on any day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAfterPart { get; init; }

    /// <summary>What belongs to events that held the VEN in it; empty without one.</summary>
    public IReadOnlyList<HeldPart> Parts { get; init; } = [];

    [JsonIgnore]
    public double UsedWeight => MeasuredS ?? Samples;

    [JsonIgnore]
    public double ClaimedWeight => ClaimedS ?? Claims;
    public double UsedMeanKw => UsedWeight == 0 ? 0 : UsedSumKw / UsedWeight;
    public double ClaimedMeanKw => ClaimedWeight == 0 ? 0 : ClaimedSumKw / ClaimedWeight;

    /// <summary>What the VEN could shed; null when it did not say, and when an event held it: then it said what it could shed beside that.</summary>
    [JsonIgnore]
    public double? AvailableKw => EventId is null && AvailableS > 0 ? AvailableSumKw / AvailableS : null;

    /// <summary>Whether what it could shed is unknown because an event held it.</summary>
    [JsonIgnore]
    public bool IsHeld => EventId is not null && AvailableS > 0;

    /// <summary>
    /// What it used; null when too little of that is known, and when an event held it or had just let it go: then it is not what it would have used.
    /// </summary>
    [JsonIgnore]
    public double? FreeKw => EventId is null && !IsAfterPart && IsUseKnown ? UsedMeanKw : null;

    /// <summary>What it used, whether an event held it or not; null when too little of that is known. Plus zero: a digest of it is of its digits.</summary>
    [JsonIgnore]
    public double? UsedKw => IsUseKnown ? UsedMeanKw + 0.0 : null;

    /// <summary>A few seconds say little. Of what an earlier version kept nobody knows how many they were.</summary>
    private bool IsUseKnown => MeasuredS is { } seconds ? seconds >= FreeSMin : Samples > 0;
    private const double FreeSMin = 60;

    /// <summary>
    /// The seconds that a reading stands for. A kept one that comes after a newer one fills what is unknown, and else has no time of its own: the
    /// newer one stands for it already.
    /// </summary>
    /// <param name="beforeAt">Time of the VEN's reading before it.</param>
    public double SecondsOf(DateTimeOffset at, DateTimeOffset? beforeAt, int reportIntervalSeconds) =>
        at <= LastAt ? Math.Min(UnknownS, reportIntervalSeconds) : ReadingTime.Seconds(at - beforeAt, reportIntervalSeconds);

    /// <summary>Whether a time of it was measured already: then there is no room in it for one more reading.</summary>
    public bool IsKnownAt(DateTimeOffset at, int reportIntervalSeconds) => at <= LastAt && UnknownS < reportIntervalSeconds;

    /// <summary>The same with what is odd about a reading of it.</summary>
    public int FlagsWith(ReadingFlags more) => (int)((ReadingFlags)Flags).With(more);

    /// <param name="seconds">The time that the reading stands for.</param>
    /// <param name="heldSeconds">That of it in which the event held the VEN.</param>
    /// <param name="flags">What is odd about it.</param>
    public VenInterval After(
        TelemetrySampled sample,
        HeldSpan? held,
        DateTimeOffset? beforeAt,
        double seconds,
        double heldSeconds,
        ReadingFlags flags = ReadingFlags.None
    )
    {
        var availableKw = sample.AvailableKw;
        return this with
        {
            Samples = Samples + 1,
            MeasuredS = UsedWeight + seconds,
            UnknownS =
                sample.LiveAt <= LastAt
                    ? UnknownS - seconds
                    : UnknownS + Math.Max(0, (sample.LiveAt - (beforeAt > Start ? beforeAt.Value : Start)).TotalSeconds - seconds),
            UsedSumKw = UsedSumKw + sample.UsedPowerKw * seconds,
            Claims = Claims + (sample.ShedPowerKw is null ? 0 : 1),
            ClaimedS = ClaimedWeight + (sample.ShedPowerKw is null ? 0 : seconds),
            ClaimedSumKw = ClaimedSumKw + (sample.ShedPowerKw ?? 0) * seconds,
            AvailableS = AvailableS + (availableKw is null ? 0 : seconds),
            AvailableSumKw = AvailableSumKw + (availableKw ?? 0) * seconds,
            LastAt = LastAt > sample.LiveAt ? LastAt : sample.LiveAt,
            Flags = FlagsWith(flags),
            Loads = sample.Loads is null ? Loads : Added(sample.Loads, seconds),
            Parts = held is null ? Parts : HeldPart.Counted(Parts, held.EventId, sample, heldSeconds),
            EventId = held?.EventId ?? EventId,
            RequestedReductionKw = held is null ? RequestedReductionKw : held.RequestedKw,
        };
    }

    private List<LoadSum> Added(IReadOnlyList<LoadPower> powers, double seconds)
    {
        var added = Loads.ToList();
        for (var i = 0; i < powers.Count; i++)
        {
            // A VEN nearly always sends its loads in one order.
            var place = i < added.Count && added[i].Id == powers[i].Id ? i : added.FindIndex(s => s.Id == powers[i].Id);
            if (place < 0)
                added.Add(new LoadSum(powers[i].Id, seconds, powers[i].Kw * seconds));
            else
                added[place] = new LoadSum(powers[i].Id, added[place].MeasuredS + seconds, added[place].SumKw + powers[i].Kw * seconds);
        }
        return added;
    }

    public static VenInterval Of(string venId, DateTimeOffset start) => new(IdOf(venId, start), venId, start);

    public static string IdOf(string venId, DateTimeOffset start) => venId + "/" + Interval.Name(start);
}

/// <summary>Powers of one load in an interval: the seconds that they stand for (what an earlier version kept: how many), and their sum by these, kW.</summary>
public sealed record LoadSum(string Id, double MeasuredS, double SumKw);

/// <summary>Five minutes of the fleet: sums of its VENs' means, in whole microwatts so that they do not depend on the order of folding.</summary>
public sealed record FleetInterval
{
    private const double MicrowattsPerKw = 1e9;

    public required string Id { get; init; }
    public required DateTimeOffset Start { get; init; }
    public int Vens { get; init; }
    public long LeftOut { get; init; }
    public long UsedMicrowatts { get; init; }
    public long ClaimedMicrowatts { get; init; }

    /// <summary>VENs of which it is known what they could shed, and those that an event held instead.</summary>
    public int AvailableVens { get; init; }
    public int HeldVens { get; init; }
    public long AvailableMicrowatts { get; init; }
    public double UsedKw => KwOf(UsedMicrowatts);
    public double ClaimedKw => ClaimedMicrowatts / MicrowattsPerKw;
    public double AvailableKw => AvailableMicrowatts / MicrowattsPerKw;

    public static double KwOf(long microwatts) => microwatts / MicrowattsPerKw;

    public static FleetInterval Of(DateTimeOffset start) => new() { Id = Interval.Name(start), Start = start };

    public FleetInterval After(VenInterval before, VenInterval after) =>
        this with
        {
            Vens = Vens + (before.Samples == 0 && after.Samples > 0 ? 1 : 0),
            LeftOut = LeftOut + after.LeftOut - before.LeftOut,
            UsedMicrowatts = UsedMicrowatts + Microwatts(after.UsedMeanKw) - Microwatts(before.UsedMeanKw),
            ClaimedMicrowatts = ClaimedMicrowatts + Microwatts(after.ClaimedMeanKw) - Microwatts(before.ClaimedMeanKw),
            AvailableVens = AvailableVens + One(after.AvailableKw is not null) - One(before.AvailableKw is not null),
            HeldVens = HeldVens + One(after.IsHeld) - One(before.IsHeld),
            AvailableMicrowatts = AvailableMicrowatts + Microwatts(after.AvailableKw ?? 0) - Microwatts(before.AvailableKw ?? 0),
        };

    public FleetInterval Plus(FleetInterval other) =>
        this with
        {
            Vens = Vens + other.Vens,
            LeftOut = LeftOut + other.LeftOut,
            UsedMicrowatts = UsedMicrowatts + other.UsedMicrowatts,
            ClaimedMicrowatts = ClaimedMicrowatts + other.ClaimedMicrowatts,
            AvailableVens = AvailableVens + other.AvailableVens,
            HeldVens = HeldVens + other.HeldVens,
            AvailableMicrowatts = AvailableMicrowatts + other.AvailableMicrowatts,
        };

    private static int One(bool counts) => counts ? 1 : 0;

    private static long Microwatts(double kw) => (long)Math.Round(kw * MicrowattsPerKw);
}

/// <summary>The intervals of which history is made; each begins at a whole multiple of its length, UTC.</summary>
public static class Interval
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    public static DateTimeOffset StartOf(DateTimeOffset time, TimeSpan length) =>
        new(time.UtcTicks - time.UtcTicks % length.Ticks, TimeSpan.Zero);

    public static string Name(DateTimeOffset start) => start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
