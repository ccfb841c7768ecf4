namespace DrEvents.Ven.Log;

/// <summary>A real device does otherwise than before.</summary>
/// <param name="LoadId">The load; <c>rest</c> is the main meter.</param>
/// <param name="State"><c>ok</c>, <c>stale</c>, <c>unreachable</c> or <c>refused</c>.</param>
/// <param name="Reason">Why, for people; null where all is well.</param>
internal sealed record DeviceStateChanged(string LoadId, string State, string? Reason) : VenEvent;

/// <summary>A limit is about to be put on a device, or was taken away and read back.</summary>
/// <param name="LoadId">The load.</param>
/// <param name="IsHeld">Whether a limit can be on it.</param>
internal sealed record DeviceHeld(string LoadId, bool IsHeld) : VenEvent;

/// <summary>
/// Somebody has set a limited device by hand. That wins: the load is left alone until the reduction is over, as if its owner had opted out of
/// it for this load.
/// </summary>
/// <param name="LoadId">The load.</param>
/// <param name="What">What the device shows now.</param>
internal sealed record LoadSetByHand(string LoadId, string What) : VenEvent;

/// <summary>
/// A load of a reduction, or on its way back, has to run: its limit was taken off at once, and others take its part. A load that a command limited
/// alone has <see cref="LoadShedEnded"/>.
/// </summary>
/// <param name="LoadId">The load.</param>
internal sealed record LoadHadToRun(string LoadId) : VenEvent;

/// <summary>Somebody has tried a device at the page, and closed its commissioning with this record.</summary>
/// <param name="LoadId">The load.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Type">Its type.</param>
/// <param name="RatedKw">Most that it uses or delivers, by the home's file.</param>
/// <param name="By">Who did it, by his own words; null where he said nothing.</param>
/// <param name="Trial">What was measured when it was shed for ten seconds.</param>
/// <param name="Findings">What is wrong; empty where device and main meter did what they should.</param>
internal sealed record DeviceCommissioned(
    string LoadId,
    string Name,
    string Type,
    double RatedKw,
    string? By,
    TrialFigures Trial,
    IReadOnlyList<string> Findings
) : VenEvent;

/// <summary>The figures of a trial. Powers in kW.</summary>
/// <param name="At">When it began.</param>
/// <param name="BeforeKw">The device's power before.</param>
/// <param name="DuringKw">Its power at the end of the ten seconds.</param>
/// <param name="ActuatedS">After how many seconds the limit was read back; null where it never was.</param>
/// <param name="IsEstimated">Whether its powers are estimates.</param>
/// <param name="MeterBefore">What the main meter showed before: in all, and by phase where it tells; null where there is none.</param>
/// <param name="MeterDuring">The same at the end of the ten seconds.</param>
internal sealed record TrialFigures(
    DateTimeOffset At,
    double BeforeKw,
    double DuringKw,
    double? ActuatedS,
    bool IsEstimated,
    MeterFigures? MeterBefore,
    MeterFigures? MeterDuring
);

/// <summary>What the main meter showed, kW.</summary>
internal sealed record MeterFigures(double PowerKw, double? L1Kw, double? L2Kw, double? L3Kw);
