using DrEvents.Measurement.Engine;
using DrEvents.Measurement.LikeDays;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Tests.Engine;
using NodaTime;

namespace DrEvents.Measurement.Tests.Published;

/// <summary>
/// Examples that markets, utilities and tools have published, to every digit that they print. Each says where it is from. Where an example gives the mean
/// of like days and not the days, all like days are that mean.
/// </summary>
public sealed class PublishedExampleTests
{
    private static readonly DateTimeZone Los = DateTimeZoneProviders.Tzdb["America/Los_Angeles"];

    /// <summary>
    /// Portland General Electric, "How are Peak Time Rebates calculated?" (portlandgeneral.com/how-are-peak-time-rebates-calculated): ten most recent days of
    /// the kind, holidays and events left out, event from 4 to 7 p.m.: (3.67 kWh + 1.1 kWh) − 2.21 kWh = 2.56 kWh.
    /// </summary>
    [Fact]
    public void portland_general_electric_peak_time_rebate()
    {
        var day = Made.Wednesday;
        var site = new MeteredSite(
            Los,
            Made.Meter(
                day.AddDays(-60),
                day,
                // The example's adjustment of 1.1 kWh is that of the three hours: 1.1 ÷ 3 kW in the hours that show it.
                at =>
                    at.Date.ToDateOnly() != day ? 3.67 / 3
                    : at.Hour is >= 16 and < 19 ? 2.21 / 3
                    : (3.67 + 1.1) / 3,
                zone: Los
            )
        );
        var profile = Made.Profile("caiso-10-in-10", "adjustment.kind=additive", "adjustment.least=-100", "adjustment.most=100");

        var made = Baseline.Of(site, Made.At(day, new(16, 0), Los), Made.At(day, new(19, 0), Los), profile, 60).Rounded();

        made.UnadjustedKw.Sum().ShouldBe(3.67, 2e-6);
        made.BaselineKw.Sum().ShouldBe(4.77, 2e-6);
        made.ActualKw.Sum()!.Value.ShouldBe(2.21, 2e-6);
        made.EnergyKwh.ShouldBe(2.56);
    }

    /// <summary>
    /// Flexibility Services Standard Agreement, clause "Baseline Adjustment" (markettransfer.info/clause/baseline-adjustment): the hour that begins two hours
    /// before the event, noon to 1 p.m.; baseline 500 kW, load 600 kW: adjustment 100 kW; load 400 kW: 0 kW, since it is never negative.
    /// </summary>
    [Theory]
    [InlineData(600, 100, 600)]
    [InlineData(400, 0, 500)]
    public void flexibility_services_standard_agreement_baseline_adjustment(double loadKw, double adjustmentKw, double baselineKw)
    {
        var site = new MeteredSite(
            Made.NewYork,
            Made.Meter(
                Made.Wednesday.AddDays(-60),
                Made.Wednesday,
                at => at.Date.ToDateOnly() == Made.Wednesday && at.Hour == 12 ? loadKw : 500
            )
        );

        // Event from 2 p.m. on.
        var made = site.Event(
            Made.Profile(
                "caiso-10-in-10",
                "adjustment.kind=additive",
                "windows=[{\"from\":\"start\",\"beginsMinutes\":-120,\"endsMinutes\":-60}]",
                "least=0",
                "adjustment.most=1e9"
            )
        );

        made.Adjustment.Applied.ShouldBe(adjustmentKw);
        made.BaselineKw.ShouldBe([baselineKw, baselineKw]);
    }

    /// <summary>
    /// PJM Interconnection by RTO Insider, "Improved DR Baseline Processes OKd" (rtowww.com/23098-improved-dr-baseline-processes-okd): Same Day (3 + 2); for
    /// an event in hours ending 13 to 17 the hours ending 9 to 11 and 19 to 20 are averaged.
    /// </summary>
    [Fact]
    public void pjm_same_day_three_and_two()
    {
        var day = Made.Wednesday;
        BaselineResult With(Func<int, double> ofHourEnding) =>
            Baseline.Of(
                new MeteredSite(Made.NewYork, Made.Meter(day, day, at => ofHourEnding(at.Hour + 1))),
                Made.At(day, new(12, 0)),
                Made.At(day, new(17, 0)),
                Made.Profile("same-day-3+2"),
                60
            );

        // An hour that is averaged moves the baseline by a fifth of what it moves itself, and no other hour moves it.
        var averaged = Enumerable.Range(1, 24).Where(h => With(ending => ending == h ? 5 : 0).BaselineKw.All(kw => kw == 1)).ToList();
        var others = Enumerable.Range(1, 24).Where(h => With(ending => ending == h ? 5 : 0).BaselineKw.All(kw => kw == 0)).ToList();

        averaged.ShouldBe([9, 10, 11, 19, 20]);
        others.Count.ShouldBe(19);
    }

    /// <summary>
    /// LBNL loadshape, tests/test_loadshape.py, test_diff (github.com/LBNL-ETA/loadshape, commit 5315582): load 5 kW and baseline 4 kW every quarter of an
    /// hour: the difference is 1 kW and adds up to 0.25, 0.5, 0.75 and 1.0 kWh; the baseline to 1.0, 2.0, 3.0 and 4.0. There the difference is load minus
    /// baseline, here the reduction is its opposite.
    /// </summary>
    [Fact]
    public void lbnl_loadshape_difference()
    {
        var start = Instant.FromUnixTimeSeconds(1379487600);
        var day = start.InZone(Los).Date.ToDateOnly();
        var site = new MeteredSite(Los, Made.Meter(day.AddDays(-40), day, at => at.Date.ToDateOnly() == day ? 5 : 4, 15, Los));
        var profile = Made.Profile("gb-10-of-10", "reductionFloor=null");

        for (var quarters = 1; quarters <= 4; quarters++)
        {
            var made = Baseline.Of(site, start, start + quarters * Duration.FromMinutes(15), profile, 15);
            made.ReductionKw.ShouldAllBe(kw => kw == -1);
            made.EnergyKwh.ShouldBe(-0.25 * quarters);
            (made.BaselineKw.Sum() * 0.25).ShouldBe(quarters);
        }
    }

    /// <summary>
    /// OpenEEMeter, tests/test_features.py, test_compute_temperature_bin_features (github.com/openeemeter/eemeter, commit 6c932ee): 2,000 temperatures, 10,
    /// 35, 55, 80 and 100 °F 400 times, knots at 25 and 75 °F: three pieces, whose sum is 112000.
    /// </summary>
    [Fact]
    public void openeemeter_pieces_of_temperature()
    {
        var line = new TemperatureLine([25, 75]);
        var pieces = new double[line.Pieces];
        var (sum, ofEach) = (0.0, new double[3]);
        foreach (var temperature in Enumerable.Repeat(new double[] { 10, 35, 55, 80, 100 }, 400).SelectMany(t => t))
        {
            line.PiecesOf(temperature, pieces);
            for (var i = 0; i < 3; i++)
                ofEach[i] += pieces[i];
            sum += pieces.Sum();
        }

        pieces.Length.ShouldBe(3);
        sum.ShouldBe(112000);
        // 10 + 4·25, 10 + 30 + 50 + 50 and 5 + 25, 400 times.
        ofEach.ShouldBe([44000, 56000, 12000]);
    }

    /// <summary>
    /// OpenEEMeter, the same file, test_fit_temperature_bins_no_segmentation: of the same temperatures and the knots 30, 45, 55, 65, 75 and 90 °F four are
    /// kept. It counts each bin and its rule for the middle differs from ours (outer knots only), so only the pieces beyond the outer knots are compared.
    /// </summary>
    [Fact]
    public void openeemeter_outer_knots_that_have_values_beyond_them_stay() =>
        TemperatureLine
            .Of([30, 45, 55, 65, 75, 90], [.. Enumerable.Repeat(new double[] { 10, 35, 55, 80, 100 }, 400).SelectMany(t => t)], 20)
            .KnotsF.ShouldBe([30.0, 45, 55, 65, 75, 90]);

    /// <summary>
    /// CenterPoint Energy, Commercial and Industrial Load Management SOP, step 4 (centerpointefficiency.com/ci_lm_sop/step4.htm): for a curtailment on Friday,
    /// 18 July 2008, from 4 to 5 p.m. the data are those of 2 to 3 p.m. on that day and on the four previous business days, Monday 14 July to Thursday 17 July.
    /// </summary>
    [Fact]
    public void centerpoint_hour_and_days_of_a_curtailment()
    {
        var friday = new DateOnly(2008, 7, 18);
        var chicago = DateTimeZoneProviders.Tzdb["America/Chicago"];
        var site = new MeteredSite(chicago, Made.Meter(friday.AddDays(-50), friday, at => at.Hour == 14 ? at.Date.Day : 0, zone: chicago));
        var profile = Made.Profile(
            "caiso-10-in-10",
            "days.classes.0.wanted=4",
            "days.classes.0.minimum=4",
            "windows=[{\"from\":\"start\",\"beginsMinutes\":-120,\"endsMinutes\":-60}]",
            "adjustment.kind=additive",
            "adjustment.least=-1e9",
            "adjustment.most=1e9"
        );

        var made = Baseline.Of(site, Made.At(friday, new(16, 0), chicago), Made.At(friday, new(17, 0), chicago), profile, 60);

        made.Used().Order().ShouldBe([new(2008, 7, 14), new(2008, 7, 15), new(2008, 7, 16), new(2008, 7, 17)]);
        // The hour from 2 to 3 p.m., and no other, is the window: 18 of that day minus the mean of 14 to 17.
        made.Adjustment.Raw.ShouldBe(2.5);
        made.Adjustment.WindowHours.ShouldBe(1);
    }

    /// <summary>
    /// Connexus Energy, Peak Time Rebate FAQs (connexusenergy.com): baseline 16 kWh, 12 kWh used during the peak time of three hours: 4 kWh.
    /// </summary>
    [Fact]
    public void connexus_peak_time_rebate()
    {
        var day = Made.Wednesday;
        var site = new MeteredSite(
            Made.NewYork,
            Made.Meter(day.AddDays(-60), day, at => (at.Date.ToDateOnly() == day && at.Hour is >= 16 and < 19 ? 12 : 16) / 3.0)
        );

        Baseline
            .Of(site, Made.At(day, new(16, 0)), Made.At(day, new(19, 0)), Made.Profile("gb-10-of-10"), 60)
            .Rounded()
            .EnergyKwh.ShouldBe(4);
    }
}
