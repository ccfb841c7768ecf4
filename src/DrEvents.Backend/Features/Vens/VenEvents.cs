namespace DrEvents.Backend.Features.Vens;

/// <summary>A VEN became known, by an operator or by its first message.</summary>
public sealed record VenRegistered(
    string Name,
    GeoLocation Location,
    IReadOnlyList<string> Groups,
    string? Address,
    bool Enabled,
    bool ByFirstMessage,
    DateTimeOffset At,
    HomeLimits? Limits = null,
    bool SharedTopic = false
);

/// <summary>What is known of the VEN, all of it.</summary>
/// <param name="Limits">Null leaves them as they are; without any limit in it, there are none from now on.</param>
/// <param name="SharedTopic">Null leaves it as it is.</param>
public sealed record VenChanged(
    string Name,
    GeoLocation Location,
    IReadOnlyList<string> Groups,
    string? Address,
    bool Enabled,
    DateTimeOffset At,
    HomeLimits? Limits = null,
    bool? SharedTopic = null
);

/// <summary>An operator removed the VEN. What it sends from now on is refused; its streams stay.</summary>
public sealed record VenRemoved(DateTimeOffset At);

/// <summary>The VEN described its loads, otherwise than before.</summary>
public sealed record LoadsDescribed(IReadOnlyList<LoadDescription> Loads, DateTimeOffset At)
{
    private static readonly string[] Generating = ["battery", "pv", "solar", "generator", "wind", "chp"];

    /// <summary>Whether any of them generates; null where that of one is not known.</summary>
    public bool? Generate =>
        Loads.Any(l => Generating.Contains(l.Type, StringComparer.OrdinalIgnoreCase)) ? true
        : Loads.Count == 0 || Loads.Any(l => l.Type is null or LoadDescription.TypeUnknown) ? null
        : false;

    /// <summary>The largest of them, kW; null where none is known.</summary>
    public double? LargestKw => Loads.Max(l => l.CapacityKw);
}

/// <summary>What rarely changes of a load. Power in kW.</summary>
public sealed record LoadDescription(string Id, string? Name, string? Type, double? CapacityKw, bool? Enabled, int? Priority)
{
    /// <summary>The type of a load of which the VEN does not say one.</summary>
    public const string TypeUnknown = "unknown";

    /// <summary>An old VEN describes nothing but ids: what a load draws is then all that is known of what it could give.</summary>
    public static double ShedKw(double? saidKw, double usedKw) => saidKw ?? Math.Max(0, usedKw);
}

/// <summary>The VEN is heard again, or for the first time.</summary>
public sealed record VenWentOnline(string By, DateTimeOffset At);

/// <summary>A VEN is heard again, or for the first time. Handlers get those of about the same time together: a fleet comes back at once.</summary>
public sealed record VenCameOnline(string VenId);

/// <summary>The VEN said that it leaves, its connection broke, or it was silent for three report intervals.</summary>
public sealed record VenWentOffline(string Reason, DateTimeOffset At);

/// <summary>The VEN reports at another interval than before, seconds.</summary>
public sealed record ReportIntervalChanged(int Seconds, DateTimeOffset At);

/// <summary>The VEN says what it understands: other things than before, or with a newer connection.</summary>
/// <param name="Capabilities">What it understands; nothing, when the connection ended.</param>
/// <param name="Session">The number of the connection, see <see cref="Contracts.Mqtt.VenStatusMessage"/>; null where the VEN said none.</param>
/// <param name="Receipts">The newest receipts that it has, as it said; null for none, and for VENs that take none.</param>
public sealed record CapabilitiesChanged(
    IReadOnlyList<string> Capabilities,
    DateTimeOffset At,
    long? Session = null,
    IReadOnlyList<string>? Receipts = null
);

/// <summary>A person looked at the odd readings of some hours, and says that they are right as they are; they stay flagged.</summary>
/// <param name="To">The end of the hours, exclusive.</param>
/// <param name="Intervals">Five minutes of them with odd readings then.</param>
/// <param name="Flags">What was odd in them then, as numbers of <see cref="DrEvents.Measurement.Readings.ReadingFlags"/>.</param>
/// <param name="By">Who says so, as he said; null where he did not.</param>
public sealed record ReadingsAccepted(
    DateTimeOffset From,
    DateTimeOffset To,
    int Intervals,
    int Flags,
    string Reason,
    string? By,
    DateTimeOffset At
);

/// <summary>The VEN does not know the command restore, by its own words: its sheds end by their own time, and cannot be made smaller.</summary>
public sealed record RestoreNotKnown(DateTimeOffset At);

/// <summary>An acknowledgement that belongs to no command of this VEN: unknown, or meant for another VEN or event.</summary>
public sealed record AckUnmatched(
    string? CorrelationId,
    string? EventId,
    string Op,
    bool Ok,
    string Reason,
    DateTimeOffset? VenAt,
    DateTimeOffset ReceivedAt
);
