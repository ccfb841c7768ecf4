namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Five minutes of one VEN. Powers in kW; sums are in the order in which the samples were stored.</summary>
/// <param name="Id"><c>{venId}/{start}</c>.</param>
public sealed record VenInterval(string Id, string VenId, DateTimeOffset Start)
{
    public long Samples { get; init; }
    public double UsedSumKw { get; init; }
    public long Claims { get; init; }
    public double ClaimedSumKw { get; init; }

    [JsonConverter(typeof(FlatLoadSums))]
    public IReadOnlyList<LoadSum> Loads { get; init; } = [];

    /// <summary>The event that held the VEN, by the last sample that fell into one; null when none did.</summary>
    public string? EventId { get; init; }
    public double? RequestedReductionKw { get; init; }
    public double UsedMeanKw => Samples == 0 ? 0 : UsedSumKw / Samples;
    public double ClaimedMeanKw => Claims == 0 ? 0 : ClaimedSumKw / Claims;

    public VenInterval After(TelemetrySampled sample, HeldSpan? held) =>
        this with
        {
            Samples = Samples + 1,
            UsedSumKw = UsedSumKw + sample.UsedPowerKw,
            Claims = Claims + (sample.ShedPowerKw is null ? 0 : 1),
            ClaimedSumKw = ClaimedSumKw + (sample.ShedPowerKw ?? 0),
            Loads = sample.Loads is null ? Loads : Added(sample.Loads),
            EventId = held?.EventId ?? EventId,
            RequestedReductionKw = held is null ? RequestedReductionKw : held.RequestedKw,
        };

    private List<LoadSum> Added(IReadOnlyList<LoadPower> powers)
    {
        var added = Loads.ToList();
        for (var i = 0; i < powers.Count; i++)
        {
            // A VEN nearly always sends its loads in one order.
            var place = i < added.Count && added[i].Id == powers[i].Id ? i : added.FindIndex(s => s.Id == powers[i].Id);
            if (place < 0)
                added.Add(new LoadSum(powers[i].Id, 1, powers[i].Kw));
            else
                added[place] = added[place] with { Samples = added[place].Samples + 1, SumKw = added[place].SumKw + powers[i].Kw };
        }
        return added;
    }

    public static VenInterval Of(string venId, DateTimeOffset start) => new(IdOf(venId, start), venId, start);

    public static string IdOf(string venId, DateTimeOffset start) => venId + "/" + Interval.Name(start);
}

/// <summary>Powers of one load in an interval: how many, and their sum in kW.</summary>
public sealed record LoadSum(string Id, long Samples, double SumKw);

/// <summary>Five minutes of the fleet: sums of its VENs' means, in whole microwatts so that they do not depend on the order of folding.</summary>
public sealed record FleetInterval
{
    private const double MicrowattsPerKw = 1e9;

    public required string Id { get; init; }
    public required DateTimeOffset Start { get; init; }
    public int Vens { get; init; }
    public long UsedMicrowatts { get; init; }
    public long ClaimedMicrowatts { get; init; }
    public double UsedKw => UsedMicrowatts / MicrowattsPerKw;
    public double ClaimedKw => ClaimedMicrowatts / MicrowattsPerKw;

    public static FleetInterval Of(DateTimeOffset start) => new() { Id = Interval.Name(start), Start = start };

    public FleetInterval After(VenInterval before, VenInterval after) =>
        this with
        {
            Vens = Vens + (before.Samples == 0 ? 1 : 0),
            UsedMicrowatts = UsedMicrowatts + Microwatts(after.UsedMeanKw) - Microwatts(before.UsedMeanKw),
            ClaimedMicrowatts = ClaimedMicrowatts + Microwatts(after.ClaimedMeanKw) - Microwatts(before.ClaimedMeanKw),
        };

    public FleetInterval Plus(FleetInterval other) =>
        this with
        {
            Vens = Vens + other.Vens,
            UsedMicrowatts = UsedMicrowatts + other.UsedMicrowatts,
            ClaimedMicrowatts = ClaimedMicrowatts + other.ClaimedMicrowatts,
        };

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
