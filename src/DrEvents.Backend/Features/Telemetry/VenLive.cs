using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>What a VEN does now, by its newest sample. Powers in kW.</summary>
public sealed record VenLive
{
    public required string Id { get; init; }

    /// <summary>Time of the newest sample; see <see cref="TelemetrySampled.LiveAt"/>.</summary>
    public DateTimeOffset? At { get; init; }
    public DateTimeOffset? HeardAt { get; init; }
    public double UsedPowerKw { get; init; }
    public double? ShedPowerKw { get; init; }
    public double? BatterySoc { get; init; }
    public double? ResponseMs { get; init; }

    [JsonConverter(typeof(FlatLoadPowers))]
    public IReadOnlyList<LoadPower> Loads { get; init; } = [];

    /// <summary>Its last readings, by which the next one is flagged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ReadingWatch Watch { get; init; }

    /// <summary>Whether one of its loads generates, and the largest of them; null where nobody knows. See <see cref="LoadsDescribed"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Generates { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LargestLoadKw { get; init; }

    /// <summary>What is known of its meter.</summary>
    [JsonIgnore]
    public MeterFacts Meter => new(ReportIntervalSeconds, Generates, LargestLoadKw);

    /// <summary>See <see cref="RestoreNotKnown"/>.</summary>
    public bool KnowsNoRestore { get; init; }
    public int ReportIntervalSeconds { get; init; } = Ven.ReportIntervalSecondsDefault;
    public IReadOnlyList<HeldSpan> Held { get; init; } = [];

    /// <summary>The interval of its newest samples, here in the document that every sample changes anyway, until a later one closes it.</summary>
    public VenInterval? OpenInterval { get; init; }

    /// <summary>What it used in the open interval: see <see cref="VenInterval.FreeKw"/>.</summary>
    [JsonIgnore]
    public FreeUse? OpenUse => OpenInterval is { FreeKw: { } kw } open ? new FreeUse(Id, open.Start, kw + 0.0) : null;

    /// <summary>The same as columns.</summary>
    [JsonIgnore]
    public DateTimeOffset? OpenStart => OpenUse?.Start;

    [JsonIgnore]
    public double? OpenFreeKw => OpenUse?.Kw;

    /// <summary>What it could shed.</summary>
    public double? AvailableKw => LoadPower.AvailableKw(Loads);

    /// <summary>The span that a moment belongs to. Where two touch, the later one has it.</summary>
    public HeldSpan? HeldAt(DateTimeOffset time) => Held.LastOrDefault(s => s.Contains(time));
}

/// <summary>A span of time in which an event held a VEN and asked it for so many kW.</summary>
public sealed record HeldSpan(string EventId, double? RequestedKw, DateTimeOffset From, DateTimeOffset To)
{
    public bool Contains(DateTimeOffset time) => time >= From && time < To;
}
