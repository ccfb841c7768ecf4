using System.Globalization;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Devices.Commissioning;

/// <summary>A trial as people read it and keep it with the papers of the house.</summary>
internal static class TrialRecord
{
    /// <summary>What was measured, and what was found.</summary>
    public static IReadOnlyList<string> Lines(Trial trial, IReadOnlyList<string> findings) =>
        [.. Measured(trial), .. findings.Count == 0 ? ["device and main meter did what they should"] : findings.Select(f => "! " + f)];

    /// <summary>What was measured.</summary>
    public static IReadOnlyList<string> Measured(Trial trial)
    {
        var lines = new List<string>
        {
            Words($"{trial.Load.Id} ({trial.Load.Name}), {trial.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, shed for 10 s"),
            Words($"device      {trial.BeforeKw, 8:0.000} → {trial.DuringKw, 8:0.000} kW{(trial.IsEstimated ? ", estimated" : "")}"),
        };
        if (trial is { MeterBefore: { } before, MeterDuring: { } during })
        {
            lines.Add(Words($"main meter  {before.PowerKw, 8:0.000} → {during.PowerKw, 8:0.000} kW"));
            Phase("L1", before.L1Kw, during.L1Kw);
            Phase("L2", before.L2Kw, during.L2Kw);
            Phase("L3", before.L3Kw, during.L3Kw);
        }
        lines.Add(trial.ActuatedS is { } s ? Words($"read back after {s:0.0} s") : "never read back");
        if (trial.StaysOffFor > TimeSpan.Zero)
            lines.Add(Words($"given back, and off for {Math.Ceiling(trial.StaysOffFor.TotalMinutes):0} min more: its least time off"));
        return lines;

        void Phase(string name, double? beforeKw, double? duringKw)
        {
            if (beforeKw is { } from && duringKw is { } to)
                lines.Add(Words($"         {name} {from, 8:0.000} → {to, 8:0.000} kW"));
        }
    }

    /// <summary>The same as the VEN's log keeps it.</summary>
    /// <param name="trial">What was measured.</param>
    /// <param name="by">Who did it; null where he did not say.</param>
    public static DeviceCommissioned Of(Trial trial, string? by) =>
        new(
            trial.Load.Id,
            trial.Load.Name,
            trial.Load.Type,
            trial.Load.RatedKw,
            by,
            new TrialFigures(
                trial.At,
                WireKw.Round(trial.BeforeKw),
                WireKw.Round(trial.DuringKw),
                trial.ActuatedS is { } s ? Math.Round(s, 1) : null,
                trial.IsEstimated,
                Of(trial.MeterBefore),
                Of(trial.MeterDuring)
            ),
            TrialFindings.Of(trial)
        );

    private static MeterFigures? Of(MeterReading? reading) =>
        reading is { } shown ? new(WireKw.Round(shown.PowerKw), Rounded(shown.L1Kw), Rounded(shown.L2Kw), Rounded(shown.L3Kw)) : null;

    private static double? Rounded(double? kw) => kw is { } some ? WireKw.Round(some) : null;

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
