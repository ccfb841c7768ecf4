using System.Globalization;
using System.Text;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.Tests.Engine;

/// <summary>What has to hold of every profile, over loads that are drawn at random from a seed.</summary>
public sealed class PropertyTests
{
    private static readonly DateOnly Day = Made.Wednesday;
    private static readonly DateOnly First = Day.AddDays(-95);

    public static TheoryData<string> Profiles => [.. ShippedProfiles.Names];

    public static TheoryData<string, double> ProfilesAndLoads =>
        [
            .. ShippedProfiles.Names.SelectMany(p =>
                new[] { 7.25, 0, -3, 1e-3, 123456 }.Select(kw => new TheoryDataRow<string, double>(p, kw))
            ),
        ];

    [Theory]
    [MemberData(nameof(ProfilesAndLoads))]
    public void the_baseline_of_a_constant_load_is_that_load(string profile, double kw)
    {
        var made = Drawn(_ => kw).Event(profile);

        made.Problem.ShouldBeNull();
        made.BaselineKw.ShouldBe([kw, kw]);
        made.EnergyKwh.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void the_order_of_the_lines_changes_nothing(string profile)
    {
        var lines = Lines(Load(1), withOffset: true).ToArray();
        var before = Read(string.Join('\n', lines)).Event(profile);

        new Random(7).Shuffle(lines);

        ShouldBeTheSame(Read(string.Join('\n', lines)).Event(profile), before);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void energy_or_power_local_time_or_offset_changes_nothing(string profile)
    {
        var before = Read(string.Join('\n', Lines(Load(2), withOffset: true))).Event(profile);

        ShouldBeTheSame(Read(string.Join('\n', Lines(Load(2), withOffset: false))).Event(profile), before);
        ShouldBeTheSame(Read(string.Join('\n', Lines(at => Load(2)(at) / 4, withOffset: true)), MeterUnit.Kwh).Event(profile), before);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void the_same_clock_in_another_zone_gives_the_same_figures(string profile)
    {
        var before = Drawn(Load(3)).Event(profile);

        foreach (var zone in new[] { "UTC", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns" })
            ShouldBeTheSame(Drawn(Load(3), zone: DateTimeZoneProviders.Tzdb[zone]).Event(profile), before);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void a_day_before_the_look_back_changes_nothing(string profile)
    {
        var rule = Made.Profile(profile);
        var lookBack = rule.Days?.LookBackDays ?? rule.Regression?.LookBackDays ?? 1;

        var before = Drawn(Load(4)).Event(profile);

        ShouldBeTheSame(Drawn(at => at.Date.ToDateOnly() < Day.AddDays(-lookBack) ? 1e6 : Load(4)(at)).Event(profile), before);
        if (rule.Method is not (BaselineMethod.SameDay or BaselineMethod.ControlGroup))
            Drawn(at => at.Date.ToDateOnly() <= Day.AddDays(-1) ? 1e6 : Load(4)(at))
                .Event(profile)
                .UnadjustedKw.ShouldNotBe(before.UnadjustedKw);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void what_comes_after_the_event_and_its_windows_changes_nothing(string profile)
    {
        var before = Drawn(Load(5)).Event(profile);

        ShouldBeTheSame(
            Drawn(at => at.Date.ToDateOnly() > Day || at.Date.ToDateOnly() == Day && at.Hour >= 20 ? 1e6 : Load(5)(at)).Event(profile),
            before
        );
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void twice_the_load_is_twice_the_baseline(string profile)
    {
        var once = Drawn(Load(6)).Event(profile);
        var twice = Drawn(at => 2 * Load(6)(at)).Event(profile);

        for (var i = 0; i < once.BaselineKw.Count; i++)
            twice.BaselineKw[i].ShouldBe(2 * once.BaselineKw[i], 2e-6);
        twice.Used().ShouldBe(once.Used());
    }

    private static void ShouldBeTheSame(BaselineResult made, BaselineResult before)
    {
        before.Problem.ShouldBeNull();
        made.Problem.ShouldBeNull();
        made.BaselineKw.ShouldBe(before.BaselineKw);
        made.ReductionKw.ShouldBe(before.ReductionKw);
        made.EnergyKwh.ShouldBe(before.EnergyKwh);
        made.Adjustment.ShouldBe(before.Adjustment);
        made.Used().ShouldBe(before.Used());
    }

    /// <summary>By the hour and the weekday, with chance for each quarter; some quarters are missing on days before.</summary>
    private static Func<LocalDateTime, double> Load(int seed) =>
        at =>
        {
            var random = new Random(HashCode(seed, at));
            var isMissing = random.NextDouble() < 0.002 && at.Date.ToDateOnly() < Day;
            var kw = 10 + at.Hour % 12 + (Made.IsWeekend(at.Date.ToDateOnly()) ? -5 : 0) + 6 * random.NextDouble();
            return isMissing ? double.NaN : Math.Round(kw, 3);
        };

    private static int HashCode(int seed, LocalDateTime at) =>
        seed * 1_000_003 + at.Date.ToDateOnly().DayNumber * 1440 + at.Hour * 60 + at.Minute;

    private static MeteredSite Drawn(Func<LocalDateTime, double> load, DateTimeZone? zone = null)
    {
        var clock = zone ?? Made.NewYork;
        return new MeteredSite(
            clock,
            Made.Meter(First, Day, load, 15, clock),
            temperatures: Temperatures.Of(Made.Readings(First, Day, Warmth, 60, clock), clock),
            control: [Made.Meter(First, Day, at => 2 * load(at) + (at.Date.ToDateOnly() == Day ? 0 : 0), 15, clock)]
        );
    }

    private static double Warmth(LocalDateTime at) => 65 + 15 * Math.Sin(at.Hour / 4.0) + 10 * Math.Cos(at.Date.DayOfYear);

    private static MeteredSite Read(string meter, MeterUnit unit = MeterUnit.Kw)
    {
        var series = MeterFile.Read(InputFile.Of("meter.csv", meter), Made.NewYork, unit);
        return new MeteredSite(
            Made.NewYork,
            series,
            temperatures: Temperatures.Of(Made.Readings(First, Day, Warmth), Made.NewYork),
            control: [Made.Meter(First, Day, Load(9), 15)]
        );
    }

    private static IEnumerable<string> Lines(Func<LocalDateTime, double> load, bool withOffset) =>
        Made.Readings(First, Day, load, 15)
            .Select(r =>
            {
                var at = Instant.FromUnixTimeSeconds(r.Minute * 60).InZone(Made.NewYork);
                var time = at.ToString(withOffset ? "yyyy-MM-dd'T'HH:mm:sso<m>" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
                return new StringBuilder(time).Append(',').Append(r.Kw.ToString("R", CultureInfo.InvariantCulture)).ToString();
            });
}
