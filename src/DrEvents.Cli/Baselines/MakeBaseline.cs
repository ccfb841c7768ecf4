using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.LikeDays;
using DrEvents.Measurement.Profiles;
using NodaTime;
using NodaTime.Text;

namespace DrEvents.Cli.Baselines;

/// <summary><c>drevents mv baseline</c>: what a site would have used in an event, and what it saved, from files.</summary>
static class MakeBaseline
{
    private static readonly NodaTime.Duration Longest = NodaTime.Duration.FromDays(31);

    public static Command Verb(Invocation run)
    {
        var profile = Typed.Text(
            "--profile",
            "A profile that ships (see mv profiles), or the file of one.",
            "name",
            Typed.ReadNonEmpty,
            "a name"
        );
        var start = Time("--start", $"Start of the event, by the clock of --zone or with an offset.");
        var end = Time("--end", "Its end.");
        (profile.Required, start.Required, end.Required) = (true, true, true);
        var files = new SiteOptions();
        var verb = new Command("baseline", "Makes the baseline of an event from files, and says what was saved.") { profile, start, end };
        files.AddTo(verb);
        verb.SetAction(
            async (parse, _) =>
            {
                var asked = OwnFiles.Read(() => AskedProfile.Read("--profile", parse.GetValue(profile)!, parse.GetValue(files.Set)));
                var times = new FileTimes(files.Zone(parse));
                var (from, to) = (TimeOf(times, "--start", parse.GetValue(start)!), TimeOf(times, "--end", parse.GetValue(end)!));
                if (to <= from)
                    throw VerbFailed.BadInput("--end: is not after the start");
                if (to - from > Longest)
                    throw VerbFailed.BadInput($"--end: is more than {Longest.TotalDays:0} days after the start");
                files.RefuseWhatIsMissing(parse, asked.Profile);
                files.RefuseContradictions(parse, [asked.Profile]);
                var (site, sha256) = OwnFiles.Read(() => files.Read(parse, new[] { asked.File }.OfType<InputFile>()));
                var minutes = files.IntervalMinutes(parse);
                var result = Baseline.Of(site, from, to, asked.Profile, minutes).Rounded();
                if (result.Problem is { } problem)
                    throw new VerbFailed(ExitCode.NotHeld, problem);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(
                        MvJson.Of(asked.Profile, result, At(site, from, to, minutes, asked.Profile), sha256)
                    );
                else
                    Show(asked.Profile, result, new Shown(site, from, to, minutes, sha256), run.Shell);
                if (result.EnergyKwh is null)
                    run.Shell.Say("the meter misses a part of the event: there the reduction is not known");
                if (result.Adjustment.Note is { } note)
                    run.Shell.Say(note);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    internal static Circumstances At(MeteredSite site, Instant? from, Instant? to, int minutes, BaselineProfile? profile = null) =>
        new(
            Written(from, site.Zone),
            Written(to, site.Zone),
            site.Zone.Id,
            DateTimeZoneProviders.Tzdb.VersionId,
            minutes,
            HolidaysOf(site, profile)
        );

    /// <summary>The calendar that holds for a profile, with its version; null where there is none.</summary>
    internal static string? HolidaysOf(MeteredSite site, BaselineProfile? profile) =>
        CalendarOf(site, profile) is { } holidays ? $"{holidays.Name} {holidays.Version.ToString(CultureInfo.InvariantCulture)}" : null;

    private static HolidayCalendar? CalendarOf(MeteredSite site, BaselineProfile? profile) =>
        site.Holidays ?? (profile?.Holidays is { } name ? HolidayCalendar.Find(name) : null);

    private static string? Written(Instant? at, DateTimeZone zone) =>
        at is { } time ? OffsetDateTimePattern.Rfc3339.Format(time.InZone(zone).ToOffsetDateTime()) : null;

    private static Option<string?> Time(string name, string description) =>
        Typed.Text(
            name,
            description,
            "time",
            text => new FileTimes(DateTimeZone.Utc).Read(text).At is null ? null : text,
            FileTimes.Expected
        );

    private static Instant TimeOf(FileTimes times, string option, string text)
    {
        var (at, problem) = times.Read(text);
        return at is not { } time ? throw VerbFailed.BadInput($"{option}: {problem}")
            : time.ToUnixTimeTicks() % TimeSpan.TicksPerMinute != 0
                ? throw VerbFailed.BadInput($"{option}: '{text}' is not at a full minute")
            : time;
    }

    private sealed record Shown(MeteredSite Site, Instant From, Instant To, int Minutes, string Sha256);

    private static void Show(BaselineProfile profile, BaselineResult result, Shown shown, Shell shell)
    {
        var facts = Tables
            .Facts()
            .Row("Profile", $"{profile.Name}, version {profile.Version}")
            .Row("Event", $"{Written(shown.From, shown.Site.Zone)} to {Written(shown.To, shown.Site.Zone)}");
        if (result.Days.Count > 0)
            facts.Row("Days used", $"{result.Days.Count(d => d.Used)} of {result.Days.Count}");
        facts
            .Row("Adjustment", Adjustment(result.Adjustment))
            .Row("Reduction kWh", Settled(profile, result))
            .Row("SHA-256 of inputs", shown.Sha256)
            .Draw(shell);
        var table = Tables
            .New()
            .Column("From (local)")
            .Figure("Unadjusted\nkW")
            .Figure("Baseline\nkW")
            .Figure("Actual\nkW")
            .Figure("Reduction\nkW");
        for (var i = 0; i < result.BaselineKw.Count; i++)
            table.Row(
                Begin(shown, i),
                Figures.Kw(result.UnadjustedKw[i]),
                Figures.Kw(result.BaselineKw[i]),
                Figures.Kw(result.ActualKw[i]),
                Figures.Kw(result.ReductionKw[i])
            );
        table.Draw(shell);
        var days = Tables.New().Column("Day").Column("Used").Prose("Reason");
        foreach (var day in result.Days)
            days.Row(day.Date.ToString("yyyy-MM-dd ddd", CultureInfo.InvariantCulture), day.Used ? "yes" : "no", Figures.Text(day.Reason));
        days.Draw(shell, result.Days.Count > 0 ? "Days that were looked at" : null);
    }

    private static string Settled(BaselineProfile profile, BaselineResult result) =>
        profile.ReductionFloor is { PerMinutes: var minutes }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Figures.Kw(result.EnergyKwh)}, clipped at 0 per {minutes} minutes, which settles; {Figures.Kw(result.SignedEnergyKwh)} signed"
            )
            : Figures.Kw(result.EnergyKwh);

    private static string Begin(Shown shown, int interval) =>
        (shown.From + NodaTime.Duration.FromMinutes(interval * shown.Minutes))
            .InZone(shown.Site.Zone)
            .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Adjustment(AdjustmentMade made)
    {
        var unit = made.Kind == AdjustmentKind.Additive ? " kW" : "";
        var over = $"over {made.WindowHours.ToString("0.##", CultureInfo.InvariantCulture)} h";
        return made switch
        {
            { Kind: AdjustmentKind.None } => "none",
            { Raw: null } => "none, as the window is not known",
            { Raw: { } raw, Applied: { } applied } when raw == applied => $"{Factor(applied)}{unit} {over}",
            _ => $"{Factor(made.Applied)}{unit} {over}, held within its bounds (raw {Factor(made.Raw)})",
        };
    }

    private static string Factor(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";
}
