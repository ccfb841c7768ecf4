using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Cli.Baselines;

/// <summary>The options of <c>drevents mv</c> that say what is known of a site, and what they come to.</summary>
sealed class SiteOptions
{
    private const string Kw = "kw";
    private const string Kwh = "kwh";
    private const string Fahrenheit = "f";
    private const string Celsius = "c";
    private const string NoHolidays = "none";

    private readonly Option<string?> _meter = File(
        "--meter",
        "The site's meter: a time and a value on each line, or Green Button (ESPI XML)."
    );
    private readonly Option<string?> _zone = Typed.Text(
        "--zone",
        "Time zone of the clock at the site, such as America/New_York. [UTC]",
        "zone",
        text => DateTimeZoneProviders.Tzdb.GetZoneOrNull(text)?.Id,
        "a time zone of the tz database, such as Europe/Berlin"
    );
    private readonly Option<string?> _unit = Typed.Word(
        "--unit",
        "What a value of the meter is: the mean power of an interval, or its energy. Green Button says it itself. [kw]",
        Kw,
        Kwh
    );
    private readonly Option<string?> _interval = Typed.Word(
        "--interval",
        "Length of the intervals of the result. [1h]",
        "5m",
        "15m",
        "30m",
        "1h",
        "60m"
    );
    private readonly Option<string?> _events = File("--events", "Events of before: a start and an end on each line, or a date.");
    private readonly Option<string?> _holidays = Typed.Text(
        "--holidays",
        $"Holidays: a file, {string.Join(", ", HolidayCalendar.Shipped)}, or none. [the profile's own]",
        "file",
        Typed.ReadNonEmpty,
        "a file or a calendar"
    );
    private readonly Option<string?> _temperature = File("--temperature", "Outdoor temperature: a time and a value on each line.");
    private readonly Option<string?> _temperatureUnit = Typed.Word("--temperature-unit", "Fahrenheit or Celsius. [f]", Fahrenheit, Celsius);
    private readonly Option<string[]> _control = Typed.Many(
        "--control",
        "The meter of one of the control group, in the site's unit.",
        "file",
        Typed.ReadNonEmpty,
        "a file"
    );

    public SiteOptions() => _meter.Required = true;

    /// <summary>A value of a profile that is set otherwise.</summary>
    public Option<string[]> Set { get; } =
        Typed.Many(
            "--set",
            "A parameter of the profile, set otherwise: lookBackDays=60.",
            "key=value",
            text => text.IndexOf('=', StringComparison.Ordinal) > 0 ? text : null,
            "key=value"
        );

    public void AddTo(Command verb)
    {
        foreach (
            var option in new Option[]
            {
                _meter,
                _zone,
                _unit,
                _interval,
                _events,
                _holidays,
                _temperature,
                _temperatureUnit,
                _control,
                Set,
            }
        )
            verb.Options.Add(option);
    }

    public DateTimeZone Zone(ParseResult parse) => DateTimeZoneProviders.Tzdb[parse.GetValue(_zone) ?? "UTC"];

    public int IntervalMinutes(ParseResult parse) =>
        parse.GetValue(_interval) switch
        {
            "5m" => 5,
            "15m" => 15,
            "30m" => 30,
            _ => 60,
        };

    /// <summary>Reads all files, and gives what they hold with the hash over them.</summary>
    /// <param name="profiles">Files of profiles, for the hash.</param>
    public (MeteredSite Site, string Sha256) Read(ParseResult parse, IEnumerable<InputFile> profiles)
    {
        var zone = Zone(parse);
        var unit = parse.GetValue(_unit) == Kwh ? MeterUnit.Kwh : MeterUnit.Kw;
        var meter = Input("--meter", parse.GetValue(_meter)!);
        var events = Input("--events", parse.GetValue(_events));
        var temperature = Input("--temperature", parse.GetValue(_temperature));
        var control = (parse.GetValue(_control) ?? []).Select(path => Input("--control", path)!).ToList();
        var (holidays, holidayFile) = Holidays(parse);
        var site = new MeteredSite(
            zone,
            MeterFile.Read(meter!, zone, unit),
            events is null ? null : EventFile.ReadDays(events, zone),
            holidays,
            temperature is null ? null : MeterFile.ReadTemperatures(temperature, zone, parse.GetValue(_temperatureUnit) == Celsius),
            [.. control.Select(file => MeterFile.Read(file, zone, unit))]
        );
        var files = new[] { meter, events, holidayFile, temperature }.OfType<InputFile>().Concat(control).Concat(profiles);
        return (site, InputHash.Of(files));
    }

    /// <summary>Refuses a profile that needs what no option gives.</summary>
    public void RefuseWhatIsMissing(ParseResult parse, BaselineProfile profile)
    {
        if (Lacks(parse, profile) is { } option)
            throw VerbFailed.BadInput($"{option}: {profile.Name} needs it");
    }

    /// <summary>Refuses options that contradict each other, or that none of the profiles takes.</summary>
    public void RefuseContradictions(ParseResult parse, IReadOnlyCollection<BaselineProfile> profiles)
    {
        if (parse.GetValue(_temperatureUnit) is not null && parse.GetValue(_temperature) is null)
            throw VerbFailed.BadInput("--temperature-unit: there is no --temperature that it could be the unit of");
        if (parse.GetValue(_control) is { Length: > 0 } && !profiles.Any(p => p.NeedsControl))
            throw VerbFailed.BadInput($"--control: {string.Join(", ", profiles.Select(p => p.Name))} takes no control group");
    }

    /// <summary>The option that a profile needs and that is not given; null where there is none.</summary>
    public string? Lacks(ParseResult parse, BaselineProfile profile) =>
        profile.NeedsTemperature && parse.GetValue(_temperature) is null ? "--temperature"
        : profile.NeedsControl && parse.GetValue(_control) is not { Length: > 0 } ? "--control"
        : null;

    /// <summary>A file that has to be there and be one.</summary>
    public static InputFile? Input(string option, string? path) =>
        path is null ? null
        : System.IO.File.Exists(path) ? InputFile.At(path)
        : throw VerbFailed.BadInput($"{option}: there is no file {path}");

    private (HolidayCalendar?, InputFile?) Holidays(ParseResult parse)
    {
        if (parse.GetValue(_holidays) is not { } asked)
            return (null, null);
        if (asked == NoHolidays)
            return (HolidayCalendar.None, null);
        if (!System.IO.File.Exists(asked) && HolidayCalendar.Find(asked) is { } shipped)
            return (shipped, null);
        if (!System.IO.File.Exists(asked))
            throw VerbFailed.BadInput(
                $"--holidays: there is no file {asked}, and it is none of the calendars that ship: {string.Join(", ", HolidayCalendar.Shipped)}"
            );
        var file = InputFile.At(asked);
        return (HolidayFile.Read(file), file);
    }

    private static Option<string?> File(string name, string description) =>
        Typed.Text(name, description, "file", Typed.ReadNonEmpty, "a file");
}
