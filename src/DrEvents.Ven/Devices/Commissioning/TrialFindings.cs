using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Devices.Commissioning;

/// <summary>What was measured when one device was shed for ten seconds. Powers in kW.</summary>
/// <param name="Load">The device.</param>
/// <param name="At">When it began.</param>
/// <param name="BeforeKw">Its own power before.</param>
/// <param name="DuringKw">Its own power at the end of the ten seconds.</param>
/// <param name="ActuatedS">After how many seconds the limit was read back; null where it never was.</param>
internal sealed record Trial(LoadDescription Load, DateTimeOffset At, double BeforeKw, double DuringKw, double? ActuatedS)
{
    /// <summary>Whether the device has no meter, so that its powers are estimates.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>What the main meter showed before; null where there is none.</summary>
    public MeterReading? MeterBefore { get; init; }

    /// <summary>What the main meter showed at the end of the ten seconds.</summary>
    public MeterReading? MeterDuring { get; init; }

    /// <summary>For how long the device stays off after it was given back, as its least time asks.</summary>
    public TimeSpan StaysOffFor { get; init; }

    /// <summary>By how much the device came down.</summary>
    public double DropKw => BeforeKw - DuringKw;
}

/// <summary>What a trial says about device and main meter: a wrong sign, a transformer that is turned or on a wrong phase, a meter that counts one phase only.</summary>
internal static class TrialFindings
{
    /// <summary>Less than this drowns in what else a home does, kW.</summary>
    private const double LeastKw = 0.2;

    /// <summary>The meter agrees when it moved as the device did, within this share.</summary>
    private const double AgreesWithin = 0.2;
    private const double AgreesWithinKw = 0.15;

    /// <summary>All that is to be said; nothing where device and meter did what they should.</summary>
    public static IReadOnlyList<string> Of(Trial trial)
    {
        if (trial.ActuatedS is null)
            return ["the device did not confirm the limit: it was told, and does not show it"];
        if (trial.DropKw < LeastKw)
            return [Words($"the device drew {trial.BeforeKw:0.00} kW, too little to see anything: try again while it runs")];
        if (trial is not { MeterBefore: { } before, MeterDuring: { } during })
            return ["there is no main meter: that the power came down is the device's word alone"];
        var fellKw = before.PowerKw - during.PowerKw;
        var drops = Drops(before, during);
        // A phase that is wrong is wrong in the total too: nothing is said of the whole meter then.
        return OfPhases(trial.DropKw, drops, fellKw) is { Count: > 0 } found ? found : [.. OfTotal(trial.DropKw, fellKw, drops.Length > 0)];
    }

    private static IEnumerable<string> OfTotal(double dropKw, double fellKw, bool isByPhase)
    {
        if (Agrees(fellKw, dropKw))
            yield break;
        if (Agrees(-fellKw, dropKw))
            yield return "wrong sign: the main meter rose by what the device came down; set isInverted";
        else if (!isByPhase && Agrees(3 * Math.Abs(fellKw), dropKw))
            yield return "the main meter moved by a third: it counts only one phase of three, or one of its transformers is turned round";
        else if (Math.Abs(fellKw) < AgreesWithinKw)
            yield return "the main meter did not move: the device is not behind it, or on a phase that it does not count";
        else
            yield return Words(
                $"the main meter fell by {fellKw:0.00} kW and the device by {dropKw:0.00} kW: something else switched meanwhile? Try again"
            );
    }

    private static IReadOnlyList<string> OfPhases(double dropKw, double[] drops, double fellKw)
    {
        if (drops.Length == 0)
            return [];
        var moved = Enumerable.Range(0, drops.Length).Where(p => Math.Abs(drops[p]) > AgreesWithinKw).ToArray();
        if (moved is [var phase] && OfOnePhase($"L{phase + 1}", drops[phase], dropKw) is { } alone)
            return [alone];
        var turned = Enumerable
            .Range(0, drops.Length)
            .Where(p => drops[p] < -Tolerance(dropKw / 3) && drops.Any(d => d > Tolerance(dropKw / 3)))
            .Select(p => $"phase L{p + 1} counts the other way round: its transformer is turned, or on another phase than its voltage");
        if (!Agrees(drops.Sum(), fellKw) && drops.Any(d => Agrees(d, fellKw)))
            return [.. turned, "the main meter's total counts one phase only"];
        return moved.Length == 1 && Agrees(drops.Sum(), fellKw) && Agrees(3 * fellKw, dropKw)
            ? [.. turned, "the main meter counts one phase only: the device came down on three"]
            : [.. turned];
    }

    /// <summary>
    /// What a load on one phase says of that phase's transformer. Measured with the voltage of another phase, a third of a turn away, a load shows
    /// cos 120° of its power: half of it, with the wrong sign.
    /// </summary>
    private static string? OfOnePhase(string phase, double kw, double dropKw)
    {
        var share = kw / dropKw;
        if (Math.Abs(share + 1) <= AgreesWithin)
            return $"phase {phase} counts the other way round, and the device is on it alone: its transformer is turned. The whole meter counts "
                + "so only if the other phases do too: try a device on another phase, or on three, before isInverted is set";
        if (Math.Abs(share + 0.5) <= AgreesWithin / 2)
            return $"the current of {phase} is measured with the voltage of another phase: half of the device's power is there, with the wrong "
                + "sign. Its transformer is on another phase than its voltage";
        return Math.Abs(share - 0.5) <= AgreesWithin / 2
            ? $"the current of {phase} is measured with the voltage of another phase, and its transformer is turned: half of the device's power is there"
            : null;
    }

    private static bool IsByPhase(MeterReading reading) => reading is { L1Kw: not null, L2Kw: not null, L3Kw: not null };

    private static double[] Drops(MeterReading before, MeterReading during) =>
        IsByPhase(before) && IsByPhase(during)
            ? [before.L1Kw!.Value - during.L1Kw!.Value, before.L2Kw!.Value - during.L2Kw!.Value, before.L3Kw!.Value - during.L3Kw!.Value]
            : [];

    private static bool Agrees(double fellKw, double dropKw) => Math.Abs(fellKw - dropKw) <= Tolerance(dropKw);

    private static double Tolerance(double kw) => Math.Max(AgreesWithinKw, AgreesWithin * Math.Abs(kw));

    private static string Words(FormattableString text) => FormattableString.Invariant(text);
}
