namespace DrEvents.Backend.Features.Vens;

/// <summary>A virtual end node: the controller at a home or site. State is the fold of its stream <c>ven/{venId}</c>.</summary>
public sealed record Ven
{
    public const int ReportIntervalSecondsDefault = 10;

    public required string Id { get; init; }
    public required string VenId { get; init; }
    public required string Name { get; init; }

    /// <summary>The name, or the id while it has none: a VEN that registered itself has not told its name.</summary>
    public string DisplayName => Name.Length > 0 ? Name : VenId;
    public required GeoLocation Location { get; init; }
    public IReadOnlyList<string> Groups { get; init; } = [];
    public string? Address { get; init; }
    public bool Enabled { get; init; } = true;

    /// <summary>How much events may ask of it; null when nothing is limited.</summary>
    public HomeLimits? Limits { get; init; }
    public double? MaxKw => Limits?.MaxKw;
    public double? MaxMinutesPerEvent => Limits?.MaxMinutesPerEvent;
    public int? MaxEventsPerDay => Limits?.MaxEventsPerDay;
    public int? MaxEventsPerSeason => Limits?.MaxEventsPerSeason;
    public double? MinRestMinutes => Limits?.MinRestMinutes;
    public bool Removed { get; init; }

    /// <summary>What keeps it from being called by any event; null where nothing ever did, or where it was ended.</summary>
    public Exemption? Exemption { get; init; }
    public bool IsExempt => Exemption is not null;
    public DateTimeOffset? ExemptUntil => Exemption?.Until;

    public bool IsExemptAt(DateTimeOffset at) => Exemption?.HoldsAt(at) == true;

    public bool Online { get; init; }
    public DateTimeOffset? OnlineChangedAt { get; init; }

    /// <summary>Seconds between two samples; three of them without a sample mean silence.</summary>
    public int ReportIntervalSeconds { get; init; } = ReportIntervalSecondsDefault;

    /// <summary>What it says that it understands, of <see cref="VenCapabilities"/>; nothing, for VENs that never said.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The number of the newest connection that it said so with; null for VENs that do not number them.</summary>
    public long? Session { get; init; }

    /// <summary>How it proves who it is; null for one that nobody ever wanted to enrol.</summary>
    public VenIdentity? Identity { get; init; }

    /// <summary>Whether it is of the generation whose samples come over the topic that all share, where nobody can prove who sends.</summary>
    public bool SharedTopic { get; init; }

    /// <summary>When something was last heard in its name that it may not have sent; null where nothing ever was.</summary>
    public DateTimeOffset? UnprovenAt { get; init; }

    /// <summary>When <see cref="Identity"/> or <see cref="SharedTopic"/> changed last; null where they never did.</summary>
    public DateTimeOffset? IdentityChangedAt { get; init; }

    /// <summary>See <see cref="RestoreNotKnown"/>.</summary>
    public bool KnowsNoRestore { get; init; }
    public bool TakesAnnouncements => Capabilities.Contains(VenCapabilities.Announcements);
    public IReadOnlyList<LoadDescription> Loads { get; init; } = [];

    /// <summary>Power of its enabled loads together, as it described them, kW.</summary>
    public double RatedLoadKw => Loads.Where(l => l.Enabled is not false).Sum(l => l.CapacityKw ?? 0);
    public required DateTimeOffset CreatedAt { get; init; }

    public static string StreamOf(string venId) => "ven/" + venId;

    public static string? VenOf(string stream) => stream.StartsWith("ven/", StringComparison.Ordinal) ? stream["ven/".Length..] : null;

    /// <summary>What is not said stays as it is.</summary>
    public VenChanged Changed(ChangeVenRequest said, DateTimeOffset now)
    {
        var enabled = said.Status is null ? Enabled : said.Status != VenLimits.Disabled;
        return new(
            said.Name ?? Name,
            said.Location ?? Location,
            said.Groups ?? Groups,
            said.Address ?? Address,
            enabled,
            now,
            said.Limits,
            said.SharedTopic
        );
    }

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
                Limits = e.Limits is { IsNone: false } ? e.Limits : null,
                CreatedAt = state?.CreatedAt ?? e.At,
                // What was revoked stays so, whoever registers the VEN again; and a home that is exempt is the same home.
                Identity = state?.Identity,
                Exemption = state?.Exemption,
                SharedTopic = e.SharedTopic,
                IdentityChangedAt = e.SharedTopic || state?.SharedTopic == true ? Later(state, e.At) : state?.IdentityChangedAt,
            },
            (null, _) => null,
            (_, VenChanged e) => state with
            {
                Name = e.Name,
                Location = e.Location,
                Groups = e.Groups,
                Address = e.Address,
                Enabled = e.Enabled,
                Limits = e.Limits switch
                {
                    null => state.Limits,
                    { IsNone: true } => null,
                    _ => e.Limits,
                },
                SharedTopic = e.SharedTopic ?? state.SharedTopic,
                IdentityChangedAt = e.SharedTopic is null ? state.IdentityChangedAt : Later(state, e.At),
            },
            (_, VenRemoved e) => state.Identified(e, e.At) with { Removed = true, Online = false },
            (_, EnrolmentOffered e) => state.Identified(e, e.At),
            (_, EnrolmentRefused e) => state.Identified(e, e.At),
            (_, CertificateIssued e) => state.Identified(e, e.At),
            (_, CertificateRevoked e) => state.Identified(e, e.At),
            (_, SenderNotProven e) => state with { UnprovenAt = e.At },
            (_, LoadsDescribed e) => state with { Loads = e.Loads },
            (_, VenWentOnline e) => state with { Online = true, OnlineChangedAt = e.At },
            (_, VenWentOffline e) => state with { Online = false, OnlineChangedAt = e.At },
            (_, VenExempted e) => state with { Exemption = Exemption.Of(e) },
            (_, ExemptionEnded) => state with { Exemption = null },
            (_, RestoreNotKnown) => state with { KnowsNoRestore = true },
            (_, ReportIntervalChanged e) => state with { ReportIntervalSeconds = e.Seconds },
            (_, CapabilitiesChanged e) => state with { Capabilities = e.Capabilities, Session = e.Session },
            _ => state,
        };

    private Ven Identified(object stored, DateTimeOffset at) =>
        Identity is null && stored is VenRemoved && !SharedTopic
            ? this
            : this with
            {
                Identity = VenIdentity.After(Identity, stored),
                IdentityChangedAt = Later(this, at),
            };

    /// <summary>Of two changes the later is known by its time, also where it was made on a node whose clock is behind.</summary>
    private static DateTimeOffset Later(Ven? state, DateTimeOffset at) =>
        state?.IdentityChangedAt is { } before && before >= at ? before.AddMicroseconds(1) : at;
}
