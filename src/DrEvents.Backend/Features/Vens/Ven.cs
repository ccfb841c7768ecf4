using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Vens;

/// <summary>A virtual end node: the controller at a home or site. State is the fold of its stream <c>ven/{venId}</c>.</summary>
public sealed record Ven
{
    /// <summary>Seconds between two samples that are assumed until the VEN says otherwise; the contract's VENs report every 5 to 10 s.</summary>
    public const int ReportIntervalSecondsDefault = 10;

    /// <summary>The stream's name, <c>ven/{venId}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The VEN's identity.</summary>
    public required string VenId { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>The name, or the id while it has none: a VEN that registered itself has not told its name.</summary>
    public string DisplayName => Name.Length > 0 ? Name : VenId;

    /// <summary>Where it is.</summary>
    public required GeoLocation Location { get; init; }

    /// <summary>Labels that events may target.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>For people.</summary>
    public string? Address { get; init; }

    /// <summary>Whether events may ask it.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether it was removed; its streams stay.</summary>
    public bool Removed { get; init; }

    /// <summary>Whether it is heard.</summary>
    public bool Online { get; init; }

    /// <summary>Since when it is online, or offline.</summary>
    public DateTimeOffset? OnlineChangedAt { get; init; }

    /// <summary>Seconds between two samples; three of them without a sample mean silence.</summary>
    public int ReportIntervalSeconds { get; init; } = ReportIntervalSecondsDefault;

    /// <summary>What it says that it understands, of <see cref="VenCapabilities"/>; nothing, for VENs that never said.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Whether it may be told of an event ahead of its start.</summary>
    public bool TakesAnnouncements => Capabilities.Contains(VenCapabilities.Announcements);

    /// <summary>Its loads, as it described them.</summary>
    public IReadOnlyList<LoadDescription> Loads { get; init; } = [];

    /// <summary>When it was registered first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The name of a VEN's stream.</summary>
    public static string StreamOf(string venId) => "ven/" + venId;

    /// <summary>The VEN whose stream this is, or null for any other stream.</summary>
    public static string? VenOf(string stream) => stream.StartsWith("ven/", StringComparison.Ordinal) ? stream["ven/".Length..] : null;

    /// <summary>The state after one more stored event; null while the stream holds nothing that makes a VEN.</summary>
    public static Ven? Fold(Ven? state, string id, object stored) =>
        (state, stored) switch
        {
            (_, VenRegistered e) => new Ven
            {
                Id = id,
                VenId = VenOf(id)!,
                Name = e.Name,
                Location = e.Location,
                Groups = e.Groups,
                Address = e.Address,
                Enabled = e.Enabled,
                CreatedAt = state?.CreatedAt ?? e.At,
            },
            (null, _) => null,
            (_, VenChanged e) => state with
            {
                Name = e.Name,
                Location = e.Location,
                Groups = e.Groups,
                Address = e.Address,
                Enabled = e.Enabled,
            },
            (_, VenRemoved) => state with { Removed = true, Online = false },
            (_, LoadsDescribed e) => state with { Loads = e.Loads },
            (_, VenWentOnline e) => state with { Online = true, OnlineChangedAt = e.At },
            (_, VenWentOffline e) => state with { Online = false, OnlineChangedAt = e.At },
            (_, ReportIntervalChanged e) => state with { ReportIntervalSeconds = e.Seconds },
            (_, CapabilitiesChanged e) => state with { Capabilities = e.Capabilities },
            _ => state,
        };
}
