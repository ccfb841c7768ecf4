using System.Globalization;
using System.Text.Json.Serialization;

namespace DrEvents.Backend.Features.History;

/// <summary>Five minutes of one VEN. Powers in kW; sums are in the order in which the samples were stored.</summary>
public sealed record VenInterval
{
    /// <summary><c>{venId}/{start}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The VEN.</summary>
    public required string VenId { get; init; }

    /// <summary>First moment.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Samples measured in it.</summary>
    public long Samples { get; init; }

    /// <summary>Sum of their used power.</summary>
    public double UsedSumKw { get; init; }

    /// <summary>Samples among them in which the VEN claimed to shed something, or nothing.</summary>
    public long Claims { get; init; }

    /// <summary>Sum of what was claimed.</summary>
    public double ClaimedSumKw { get; init; }

    /// <summary>The loads' powers.</summary>
    [JsonConverter(typeof(FlatLoadSums))]
    public IReadOnlyList<LoadSum> Loads { get; init; } = [];

    /// <summary>The event that held the VEN, by the last sample that fell into one; null when none did.</summary>
    public string? EventId { get; init; }

    /// <summary>What that event asked of the VEN.</summary>
    public double? RequestedReductionKw { get; init; }

    /// <summary>Mean used power.</summary>
    public double UsedMeanKw => Samples == 0 ? 0 : UsedSumKw / Samples;

    /// <summary>Mean of what was claimed.</summary>
    public double ClaimedMeanKw => Claims == 0 ? 0 : ClaimedSumKw / Claims;

    /// <summary>An interval without samples.</summary>
    public static VenInterval Of(string venId, DateTimeOffset start) =>
        new()
        {
            Id = IdOf(venId, start),
            VenId = venId,
            Start = start,
        };

    /// <summary>The id of a VEN's interval.</summary>
    public static string IdOf(string venId, DateTimeOffset start) => venId + "/" + Interval.Name(start);
}

/// <summary>Powers of one load in an interval: how many, and their sum in kW.</summary>
public sealed record LoadSum(string Id, long Samples, double SumKw);

/// <summary>Five minutes of the fleet: the sum of its VENs' means, kW.</summary>
public sealed record FleetInterval
{
    /// <summary>The interval's start as text.</summary>
    public required string Id { get; init; }

    /// <summary>First moment.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>VENs that were measured in it.</summary>
    public int Vens { get; init; }

    /// <summary>Sum of their mean used powers.</summary>
    public double UsedKw { get; init; }

    /// <summary>Sum of the means of what they claimed.</summary>
    public double ClaimedKw { get; init; }
}

/// <summary>The intervals of which history is made; each begins at a whole multiple of its length, UTC.</summary>
public static class Interval
{
    /// <summary>Their length.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    /// <summary>The start of the interval of this length that a moment is in.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset time, TimeSpan length) =>
        new(time.UtcTicks - time.UtcTicks % length.Ticks, TimeSpan.Zero);

    /// <summary>An interval's name, by its start.</summary>
    public static string Name(DateTimeOffset start) => start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);
}
