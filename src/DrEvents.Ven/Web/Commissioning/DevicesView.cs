using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Devices.Commissioning.Adding;

namespace DrEvents.Ven.Web.Commissioning;

/// <summary>The devices of the home, for who commissions them. Powers in kW.</summary>
/// <param name="HomeFile">The file that devices are added to; null where there is none.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="NeedsRestart">The VEN was started with another text of it: what was added takes part after a restart.</param>
/// <param name="Devices">All that the file names.</param>
internal sealed record DevicesView(string? HomeFile, string? Problem, bool NeedsRestart, IReadOnlyList<DeviceRow> Devices)
{
    public static DevicesView Of(Commissioner commissioner, DateTimeOffset now)
    {
        try
        {
            var known = commissioner.Known().Where(k => k.Kind is not null);
            return new(commissioner.Path, null, commissioner.NeedsRestart, [.. known.Select(k => DeviceRow.Of(k, commissioner, now))]);
        }
        catch (InvalidDataException e)
        {
            return new(commissioner.Path, e.Message, NeedsRestart: false, []);
        }
    }
}

/// <summary>One of them, with what it shows at this moment.</summary>
/// <param name="IsRunning">Whether it takes part; one that was added does so after a restart.</param>
/// <param name="PowerKw">Its power; null where it does not run or tells none.</param>
/// <param name="L1Kw">Of the meter by phase, where it tells; the two next likewise.</param>
/// <param name="State"><c>ok</c>, <c>stale</c>, <c>unreachable</c> or <c>refused</c>.</param>
/// <param name="Reason">Why it does not do well.</param>
/// <param name="MayConfirmRun">It has to run for a while yet because nobody has seen when it went on: who knows may confirm that it has run for long.</param>
/// <param name="Trial">Its newest trial since the VEN began.</param>
/// <param name="RecordedAt">When its newest record was written, Unix seconds.</param>
internal sealed record DeviceRow(
    string Id,
    string Name,
    string Kind,
    bool IsMeter,
    bool IsRunning,
    double? PowerKw,
    double? L1Kw,
    double? L2Kw,
    double? L3Kw,
    string? State,
    string? Reason,
    bool? MayConfirmRun,
    TrialView? Trial,
    double? RecordedAt
)
{
    public static DeviceRow Of(KnownDevice known, Commissioner commissioner, DateTimeOffset now)
    {
        var readout = known.IsMeter ? commissioner.Meter?.MeasureAt(now) : commissioner.Running(known.Id)?.MeasureAt(now);
        var meter = known.IsMeter ? commissioner.Meter?.Newest : null;
        var status = readout?.Device;
        return new DeviceRow(
            known.Id,
            known.Name,
            known.Kind!,
            known.IsMeter,
            IsRunning: readout is not null,
            status is not { IsRead: true } ? null
                : known.IsMeter ? Rounded(meter?.PowerKw)
                : Rounded(readout!.Value.PowerKw),
            Rounded(meter?.L1Kw),
            Rounded(meter?.L2Kw),
            Rounded(meter?.L3Kw),
            status?.Word,
            status?.Reason,
            commissioner.Running(known.Id)?.MustRun is { IsStartSeen: false } ? true : null,
            commissioner.TrialOf(known.Id) is { } trial ? TrialView.Of(trial) : null,
            commissioner.RecordOf(known.Id)?.Trial.At.ToUnixTimeSeconds()
        );
    }

    private static double? Rounded(double? kw) => kw is { } some ? WireKw.Round(some) : null;
}

/// <summary>A trial: what was measured, line by line, and what is wrong.</summary>
/// <param name="IsGood">Device and main meter did what they should.</param>
/// <param name="StaysOffS">For how long it stayed off after it was given back, seconds; null where it came back at once.</param>
internal sealed record TrialView(bool IsGood, IReadOnlyList<string> Lines, IReadOnlyList<string> Findings, double? StaysOffS)
{
    public static TrialView Of(Trial trial)
    {
        var findings = TrialFindings.Of(trial);
        var staysOffS = trial.StaysOffFor > TimeSpan.Zero ? Math.Ceiling(trial.StaysOffFor.TotalSeconds) : (double?)null;
        return new(findings.Count == 0, TrialRecord.Measured(trial), findings, staysOffS);
    }
}
