using System.Globalization;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Tests.Baselines;

public sealed class SealTests
{
    private static readonly DateTimeOffset End = Given.Start;
    private static readonly DateTimeOffset WindowStart = End.AddMinutes(-30);
    private static readonly DateTimeOffset Now = End.AddSeconds(1);
    private static readonly TimeSpan Minimum = TimeSpan.FromSeconds(300);

    private static TelemetrySampled Reading(double s, double kw, IReadOnlyList<string>? flags = null, double heardAfterS = 0) =>
        new(
            WindowStart.AddSeconds(s),
            kw,
            ShedPowerKw: 7,
            null,
            null,
            BaselinePowerKw: 9,
            null,
            null,
            null,
            flags,
            WindowStart.AddSeconds(s + heardAfterS)
        );

    private static BaselineSealed Of(IReadOnlyList<TelemetrySampled> readings, int reportIntervalS = 10, TimeSpan? minimum = null) =>
        Seal.Of("ven-1", readings, WindowStart, End, minimum ?? Minimum, reportIntervalS, Now);

    [Fact]
    public void a_baseline_is_the_mean_of_the_used_powers_with_all_that_it_rests_on()
    {
        var made = Of([Reading(0, 1.5), Reading(10, -2.25), Reading(20.001, 0.1 + 0.2)], reportIntervalS: 100, TimeSpan.FromSeconds(120));

        made.ShouldBe(
            new BaselineSealed(
                "ven-1",
                "pre-event-time-mean",
                // The first stands for a report interval, the others for the time since the one before.
                ((1.5 * 100) + (-2.25 * 10) + ((0.1 + 0.2) * 10.001)) / (100 + 10 + 10.001),
                Verified: true,
                Reason: null,
                WindowStart,
                End,
                made.OffsetsMs,
                made.UsedPowersKw,
                "a4b379d2f452866b467149158457bdc6b5011db950befd6e65c88c8e4c67735a",
                Now,
                ReportIntervalSeconds: 100
            )
        );
        made.OffsetsMs.ShouldBe([0, 10_000, 20_001]);
        made.UsedPowersKw.ShouldBe([1.5, -2.25, 0.30000000000000004]);
    }

    [Theory]
    // Readings, seconds between two, seconds that are needed; the reason of an unverified one.
    [InlineData(30, 10, 300, null)]
    [InlineData(29, 10, 300, "290 s of history, 300 s are needed")]
    [InlineData(31, 10, 300, null)]
    [InlineData(299, 1, 300, "299 s of history, 300 s are needed")]
    [InlineData(300, 1, 300, null)]
    [InlineData(1, 300, 300, null)]
    [InlineData(1, 10, 0, null)]
    [InlineData(0, 10, 300, "0 s of history, 300 s are needed")]
    [InlineData(0, 10, 0, "0 s of history, 0 s are needed")]
    public void a_baseline_is_verified_from_the_shortest_history_on(int readings, int intervalS, int minimumS, string? reason)
    {
        var made = Of([.. Enumerable.Range(0, readings).Select(i => Reading(i * intervalS, 2))], intervalS, TimeSpan.FromSeconds(minimumS));

        (made.Verified, made.Reason).ShouldBe((reason is null, reason));
        made.BaselineKw.ShouldBe(readings == 0 ? null : 2);
    }

    /// <summary>What the field's slow and fast VENs have: readings of the same 60 s, 2 kW by half of the time, whatever their number.</summary>
    [Theory]
    [InlineData("pre-event-time-mean", 2.03)]
    [InlineData("pre-event-mean", 3.65)]
    public void a_baseline_is_over_time_and_that_of_an_earlier_version_over_its_readings(string method, double kw)
    {
        long[] offsetsMs = [0, 10_000, 20_000, .. Enumerable.Range(21, 31).Select(s => s * 1_000L)];
        double[] powers = [0, 0, 0, .. Enumerable.Repeat(4.0, 31)];

        Math.Round(Seal.MeanKw(method, offsetsMs, powers, 10)!.Value, 2).ShouldBe(kw);
    }

    [Fact]
    public void a_baseline_of_no_readings_is_none_and_has_a_hash()
    {
        var made = Of([]);

        (made.BaselineKw, made.OffsetsMs.Count, made.UsedPowersKw.Count).ShouldBe((null, 0, 0));
        made.Hash.ShouldBe("a174b8476b782e0da37a96f3d42ef059d4d5314c72ef8ef555c5637b3e0038c0");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.000_999, 0)]
    [InlineData(0.001, 1)]
    [InlineData(1.9999, 1_999)]
    [InlineData(1_799.999_999, 1_799_999)]
    public void an_offset_is_in_whole_milliseconds_from_the_windows_start(double s, long ms) =>
        Seal.OffsetMs(WindowStart.AddTicks((long)(s * TimeSpan.TicksPerSecond)), WindowStart).ShouldBe(ms);

    [Fact]
    public void a_sample_from_the_future_lies_where_it_came_in() =>
        Of([Reading(60, 1, [SampleFlags.Future], heardAfterS: -30)]).OffsetsMs.ShouldBe([30_000]);

    /// <summary>The hashes are those that Python's hashlib makes of the text: <c>hashlib.sha256(text.encode()).hexdigest()</c>.</summary>
    [Theory]
    // pre-event-mean;1782923400000;1782925200000
    [InlineData(new long[] { }, new double[] { }, "2c4d8ed012f092fb0a874acc0495a8091f35eeea8dc1652022fc2cbfd13ca9dd")]
    // pre-event-mean;1782923400000;1782925200000;0=1.5;10000=-2.25;20000=0.30000000000000004
    [InlineData(
        new long[] { 0, 10_000, 20_000 },
        new[] { 1.5, -2.25, 0.1 + 0.2 },
        "008f729c8ba21f2408187663e507acfc86b813f3ced74916f3bbb18020beaed6"
    )]
    // pre-event-mean;1782923400000;1782925200000;0=1E-07;9999=1234567.875;1799999=-0
    [InlineData(
        new long[] { 0, 9_999, 1_799_999 },
        new[] { 1e-7, 1_234_567.875, -0.0 },
        "4a201403941360c8d8ea52a93c3b33db389e24d735266787bced56cc9c755722"
    )]
    public void a_hash_is_that_of_the_documented_text_whatever_the_culture(long[] offsetsMs, double[] kw, string hash)
    {
        var before = CultureInfo.CurrentCulture;
        // Signs of its own for all that a number is written with.
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NegativeSign = "\u2212";
        odd.NumberFormat.PositiveSign = "\uFF0B";
        try
        {
            foreach (var culture in new[] { CultureInfo.InvariantCulture, odd })
            {
                CultureInfo.CurrentCulture = culture;
                Seal.HashOf("pre-event-mean", WindowStart, End, offsetsMs, kw).ShouldBe(hash, culture.NumberFormat.NegativeSign);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("method")]
    [InlineData("start")]
    [InlineData("end")]
    [InlineData("offset")]
    [InlineData("kw")]
    [InlineData("order")]
    [InlineData("interval")]
    [InlineData("less")]
    public void whatever_is_changed_changes_the_hash(string what)
    {
        var (method, start, end) = ("pre-event-mean", WindowStart, End);
        long[] offsetsMs = [0, 10_000];
        double[] kw = [1.5, 2];
        var before = Seal.HashOf(method, start, end, offsetsMs, kw, 10);

        var after = what switch
        {
            "method" => Seal.HashOf("other", start, end, offsetsMs, kw, 10),
            "start" => Seal.HashOf(method, start.AddMilliseconds(1), end, offsetsMs, kw, 10),
            "end" => Seal.HashOf(method, start, end.AddMilliseconds(-1), offsetsMs, kw, 10),
            "offset" => Seal.HashOf(method, start, end, [0, 10_001], kw, 10),
            "kw" => Seal.HashOf(method, start, end, offsetsMs, [1.5, Math.BitIncrement(2)], 10),
            "interval" => Seal.HashOf(method, start, end, offsetsMs, kw, 11),
            "order" => Seal.HashOf(method, start, end, offsetsMs, [2, 1.5], 10),
            _ => Seal.HashOf(method, start, end, [0], [1.5], 10),
        };

        after.ShouldNotBe(before);
    }

    [Fact]
    public void the_same_moment_in_another_time_zone_is_the_same_hash()
    {
        var (there, then) = (WindowStart.ToOffset(TimeSpan.FromHours(5.5)), End.ToOffset(TimeSpan.FromHours(-8)));

        Seal.HashOf("pre-event-mean", there, then, [0], [1]).ShouldBe(Seal.HashOf("pre-event-mean", WindowStart, End, [0], [1]));
    }

    [Fact]
    public void a_stored_seal_has_one_id_for_a_ven_in_an_event()
    {
        BaselineSealed.IdOf("evt-00000001", "ven-1").ShouldBe(BaselineSealed.IdOf("evt-00000001", "ven-1"));
        new[] { ("evt-00000001", "ven-1"), ("evt-00000001", "ven-2"), ("evt-00000002", "ven-1") }
            .Select(p => BaselineSealed.IdOf(p.Item1, p.Item2))
            .Distinct()
            .Count()
            .ShouldBe(3);
    }
}
