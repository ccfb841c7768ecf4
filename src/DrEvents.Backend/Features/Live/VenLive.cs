using System.Text.Json.Serialization;
using DrEvents.Backend.Features.History;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

/// <summary>What a VEN does now, by its newest sample. Powers in kW.</summary>
public sealed record VenLive
{
    /// <summary>The VEN's id.</summary>
    public required string Id { get; init; }

    /// <summary>Time of the newest sample; see <see cref="TelemetrySampled.LiveAt"/>.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>When a sample last came in.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>Power at the meter.</summary>
    public double UsedPowerKw { get; init; }

    /// <summary>What the VEN claims to shed.</summary>
    public double? ShedPowerKw { get; init; }

    /// <summary>State of charge of the battery.</summary>
    public double? BatterySoc { get; init; }

    /// <summary>How long its last answer to a command took, ms.</summary>
    public double? ResponseMs { get; init; }

    /// <summary>Powers of its loads.</summary>
    [JsonConverter(typeof(FlatLoadPowers))]
    public IReadOnlyList<LoadPower> Loads { get; init; } = [];

    /// <summary>Seconds between two samples.</summary>
    public int ReportIntervalSeconds { get; init; } = Ven.ReportIntervalSecondsDefault;

    /// <summary>When the VEN was held by which event, oldest first; only the newest few are kept here.</summary>
    public IReadOnlyList<Service> Services { get; init; } = [];

    /// <summary>
    /// The interval of history that its newest samples are in. It lies here, in the document that every sample changes anyway, until a
    /// sample of a later one closes it.
    /// </summary>
    public VenInterval? OpenInterval { get; init; }

    /// <summary>
    /// What it can shed now. A VEN that reports its loads' capability says so itself; one that sends bare powers can shed no more than they
    /// are; one that reports no loads at all has said nothing (null).
    /// </summary>
    public double? AvailableKw =>
        Loads.Count == 0 ? null
        : Loads.Any(l => l.ShedKw is not null) ? Loads.Sum(l => Math.Max(0, l.ShedKw ?? 0))
        : Loads.Sum(l => Math.Max(0, l.Kw));

    /// <summary>Whether the newest sample is no older than three report intervals.</summary>
    public bool IsFresh(DateTimeOffset now) => At is { } at && now - at <= Silence.After(ReportIntervalSeconds);
}

/// <summary>A span of time in which a VEN was held by an event.</summary>
public sealed record Service(string EventId, DateTimeOffset From, DateTimeOffset To);
