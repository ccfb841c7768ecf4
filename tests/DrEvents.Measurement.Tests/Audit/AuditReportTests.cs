using System.Xml.Linq;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Errors;
using DrEvents.Measurement.Results;

namespace DrEvents.Measurement.Tests.Audit;

/// <summary>The page of a bundle that people read and print.</summary>
public sealed class AuditReportTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 3, 16, 0, 0, TimeSpan.Zero);

    [Fact]
    public void says_in_one_sentence_what_was_asked_and_delivered_and_how_sure_that_is()
    {
        var report = AuditReport.Of("evt-1a2b3c4d", Result(new ErrorBand(7.5, 12, 9)), [Result(null)], [Ven("ven-1")]);

        report.ShouldContain("From 2026-03-03 16:00 to 2026-03-03 17:00 UTC a reduction of 10.000 kW was asked for.");
        report.ShouldContain("<strong>9.500 kW</strong> were delivered in the mean, 95.0 % of it");
        report.ShouldContain("between 7.500 and 12.000 kW in nine of ten cases, by what the methods missed by on 9 days");
        report.ShouldContain("baseline, nine of ten cases");
    }

    [Fact]
    public void says_that_nobody_knows_how_sure_it_is_and_draws_no_band()
    {
        var report = AuditReport.Of("evt-1a2b3c4d", Result(null), [Result(null)], []);

        report.ShouldContain("how sure that is, is not known");
        report.ShouldNotContain("nine of ten cases</text>");
    }

    [Fact]
    public void one_that_was_superseded_says_by_which_and_why()
    {
        var old = Result(null);
        var next = old with { Number = 2, Supersedes = 1, Why = "late or corrected readings of 1 VEN", At = old.At.AddHours(5) };

        AuditReport
            .Of("evt-1a2b3c4d", old, [old, next], [])
            .ShouldContain("Result 2 took its place, 2026-03-03 22:10:00Z: late or corrected");
        AuditReport.Of("evt-1a2b3c4d", next, [old, next], []).ShouldNotContain("took its place");
    }

    [Fact]
    public void what_the_field_says_is_text_and_no_markup()
    {
        var result = Result(null) with { NotMeasured = 1, NotMeasuredVens = [new VenNotMeasured("ven-9", "<b>none</b> & \"more\"")] };

        var report = AuditReport.Of("evt-1a2b3c4d", result, [result], [Ven("ven-1")]);

        report.ShouldNotContain("<b>none");
        report.ShouldContain("&lt;b&gt;none&lt;/b&gt; &amp; &quot;more&quot;");
    }

    [Fact]
    public void the_picture_has_a_gap_where_nothing_is_known_and_stays_within_its_frame()
    {
        var sums = Result(new ErrorBand(7.5, 12, 9)).Portfolio;
        var result = Result(new ErrorBand(7.5, 12, 9)) with { Portfolio = sums with { ActualKw = [20, null, 20, 20] } };

        var report = AuditReport.Of("evt-1a2b3c4d", result, [result], []);
        var svg = XElement.Parse(
            report[report.IndexOf("<svg", StringComparison.Ordinal)..(report.IndexOf("</svg>", StringComparison.Ordinal) + 6)]
        );

        var use = svg.Elements("path").Single(p => (string?)p.Attribute("stroke") == "#0b6bcb");
        ((string)use.Attribute("d")!).Count(c => c == 'M').ShouldBe(2);
        foreach (var text in svg.Elements("text"))
            ((double)text.Attribute("x")!).ShouldBeInRange(0, 900);
        svg.ToString().ShouldNotContain("NaN");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.0004)]
    [InlineData(120_000)]
    public void the_picture_is_of_any_size(double kw)
    {
        var sums = Result(null).Portfolio with { BaselineKw = [kw, kw, kw, kw], ActualKw = [0, 0, 0, 0] };
        var result = Result(null) with { Portfolio = sums };

        var report = AuditReport.Of("evt-1a2b3c4d", result, [result], []);

        report.Split("stroke=\"#dde3e9\"").Length.ShouldBeInRange(3, 9);
    }

    private static ResultIssued Result(ErrorBand? band) =>
        new(
            1,
            null,
            "the event is over",
            Start.AddMinutes(70),
            Start,
            Start.AddHours(1),
            15,
            "Europe/Berlin",
            "2026a",
            4_711,
            10,
            1,
            0,
            [new VensOfProfile("caiso-10-in-10", 1, 1)],
            0,
            [],
            new ResultPortfolio(
                [30, 30, 30, 30],
                [20, 21, 21, 20],
                [10, 9, 9, 10],
                [10, 9, 9, 10],
                [0, 0, 0, 0],
                9.5,
                0.95,
                0.9,
                0.5,
                9.5,
                9.5,
                0,
                0,
                band
            ),
            null,
            new string('a', 64)
        );

    private static VenResult Ven(string id) =>
        new(
            id,
            "caiso-10-in-10",
            1,
            [],
            [new ResultDays(true, null, [new DateOnly(2026, 3, 2), new DateOnly(2026, 2, 27)])],
            [30, 30, 30, 30],
            new ResultAdjustment("multiplicative", 3, 1.02, 1.02, null),
            [30, 30, 30, 30],
            [20, 21, 21, 20],
            [10, 9, 9, 10],
            [10, 9, 9, 10],
            9.5,
            9.5,
            null,
            new string('b', 64)
        );
}
