using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Why;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Why;

public sealed class WhyMissingTests
{
    private const string Id = "evt-00000001/ven-1";
    private const double Tolerance = 1e-9;
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeRange Span = new(Noon, Noon.AddMinutes(5));

    /// <summary>What was measured of it in so many seconds: it used so much, would have used so much, and promised so much. Powers in kW.</summary>
    private static HeldPart Measured(double s, double usedKw, double expectedKw, double? promisedKw) =>
        new("evt-00000001", s, usedKw * s, s, expectedKw * s, usedKw * s, promisedKw is null ? 0 : s, (promisedKw ?? 0) * s);

    private static Participation Told(params object[] events) =>
        events.Prepend(Given.Shed("c", 2, Noon, Noon.AddHours(1))).Aggregate((Participation?)null, (p, e) => Participation.Fold(p, Id, e))!;

    private static AckReceived Answer(int s, bool ok = true, string? error = null)
    {
        var at = Noon.AddSeconds(s);
        return new AckReceived("c", CommandOps.ShedPanel, ok, AckStandings.First, 2, ok ? 2 : null, null, null, error, null, 0, at, at);
    }

    private static VenSpan Why(Participation participation, HeldPart? part, MeteredParticipation? meter = null)
    {
        var why = WhyMissing.Of(participation, meter, part, Drift.None, Noon, Span);
        // Nothing is left over, whatever it is.
        why.Parts.Sum(p => p.Kw).ShouldBe(why.AskedKw - why.MeasuredKw, Tolerance);
        return why;
    }

    [Fact]
    public void who_delivers_what_was_asked_lacks_nothing()
    {
        var why = Why(Told(Answer(0)), Measured(300, 4, 6, promisedKw: 2));

        (why.AskedKw, why.MeasuredKw).ShouldBe((2, 2));
        why.Parts.ShouldBeEmpty();
    }

    [Fact]
    public void before_its_answer_it_is_late()
    {
        // Nothing in the first 30 of 300 s, 2 kW after that: 1.8 in the mean over the time since it was told.
        var why = Why(Told(Answer(30)), Measured(300, 4.2, 6, promisedKw: 2));

        why.Parts.ShouldHaveSingleItem().Reason.ShouldBe(Reasons.Late);
        why.Parts[0].Kw.ShouldBe(0.2, Tolerance);
    }

    [Fact]
    public void what_it_does_not_promise_is_a_limit_and_what_its_meter_does_not_show_is_the_baseline()
    {
        var why = Why(Told(Answer(0)), Measured(300, 4.7, 6, promisedKw: 1.5));

        Kw(why, Reasons.Limit).ShouldBe(0.5, Tolerance);
        Kw(why, Reasons.Baseline).ShouldBe(0.2, Tolerance);
    }

    [Fact]
    public void a_home_that_can_only_switch_gives_too_much()
    {
        var why = Why(Told(Answer(0)), Measured(300, 1.5, 6, promisedKw: 4.5));

        Kw(why, Reasons.Limit).ShouldBe(-2.5, Tolerance);
    }

    [Fact]
    public void who_refuses_lacks_all_of_it_by_its_own_reason()
    {
        var why = Why(Told(Answer(0, ok: false, "disabled")), null);

        why.Parts.ShouldHaveSingleItem().ShouldBe(new ReasonedKw(Reasons.Refused, "disabled", 2));
    }

    [Fact]
    public void who_does_not_answer_is_late_for_a_minute_and_then_away()
    {
        var why = Why(Told(), null);

        Kw(why, Reasons.Late).ShouldBe(0.4, Tolerance);
        Kw(why, Reasons.Offline).ShouldBe(1.6, Tolerance);
    }

    [Fact]
    public void who_falls_silent_is_not_heard()
    {
        var why = Why(Told(Answer(0)), Measured(150, 4, 6, promisedKw: 2));

        // What it said last goes on for three report intervals.
        why.MeasuredKw.ShouldBe(2 * 180 / 300.0, Tolerance);
        Kw(why, Reasons.Offline).ShouldBe(2 * 120 / 300.0, Tolerance);
    }

    [Fact]
    public void who_is_taken_out_by_its_people_has_delivered_until_then()
    {
        var out_ = new OptedOut("c", "guests", Noon.AddSeconds(240), Noon.AddSeconds(240));

        var why = Why(Told(Answer(0), out_), Measured(240, 4, 6, promisedKw: 2));

        why.MeasuredKw.ShouldBe(1.6, Tolerance);
        why.Parts.ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(p => p.Reason.ShouldBe(Reasons.OptedOut), p => p.Detail.ShouldBe("guests"));
    }

    [Fact]
    public void who_promises_and_does_not_deliver_is_named()
    {
        var stuck = new MeteredParticipation(Id, "evt-00000001", "ven-1")
        {
            AskedKw = 2,
            AnsweredAt = Noon,
            WatchedS = 120,
            WatchedPromisedKw = 2,
            WatchedUsedKw = 6,
            WatchedExpectedKw = 6,
        };

        var why = Why(Told(Answer(0)), Measured(300, 6, 6, promisedKw: 2), stuck);

        why.Parts.ShouldHaveSingleItem().Reason.ShouldBe(Reasons.NotDelivering);
        why.Parts[0].Kw.ShouldBe(2, Tolerance);
    }

    [Fact]
    public void after_a_change_it_is_late_with_what_is_new_only()
    {
        var told = Told(Answer(0), Given.Shed("d", 3, Noon.AddSeconds(100), Noon.AddHours(1)));

        var why = Why(told, Measured(300, 4, 6, promisedKw: 2));

        why.AskedKw.ShouldBe((2 * 100 + 3 * 200) / 300.0, Tolerance);
        (Kw(why, Reasons.Late) + Kw(why, Reasons.Offline)).ShouldBe(200 / 300.0, Tolerance);
    }

    [Fact]
    public void the_answer_to_a_newer_command_counts_and_not_the_silence_about_an_older()
    {
        var newer = Given.Shed("d", 3, Noon.AddSeconds(20), Noon.AddHours(1));
        var yes = new AckReceived(
            "d",
            CommandOps.ShedPanel,
            true,
            AckStandings.First,
            3,
            3,
            null,
            null,
            null,
            null,
            0,
            null,
            Noon.AddSeconds(21)
        );

        var why = Why(Told(newer, yes), Measured(300, 3.2, 6, promisedKw: 3));

        Kw(why, Reasons.Offline).ShouldBe(0);
        Kw(why, Reasons.Late).ShouldBe((2 * 20 + 3) / 300.0, Tolerance);
    }

    [Fact]
    public void without_a_baseline_its_claim_counts()
    {
        var part = new HeldPart("evt-00000001", 300, 4 * 300, 0, 0, 0, 0, 0, ClaimedS: 300, ClaimedSumKw: 1.5 * 300);

        Why(Told(Answer(0)), part).MeasuredKw.ShouldBe(1.5, Tolerance);
    }

    [Fact]
    public void after_its_own_end_a_ven_is_asked_for_nothing()
    {
        var told = Participation.Fold(null, Id, Given.Shed("c", 2, Noon, Noon.AddMinutes(1)))!;

        Why(Participation.Fold(told, Id, Answer(0))!, Measured(60, 4, 6, promisedKw: 2)).AskedKw.ShouldBe(0.4, Tolerance);
    }

    [Fact]
    public void spans_together_are_their_means_over_time()
    {
        var first = Why(Told(Answer(0)), Measured(300, 6, 6, promisedKw: 2));
        var short_ = new TimeRange(Span.End, Span.End.AddMinutes(1));

        var both = WhyMissing.Over([(Span, first), (short_, first with { MeasuredKw = 2, Parts = [] })]);

        both.MeasuredKw.ShouldBe(2 / 6.0, Tolerance);
        both.Parts.ShouldHaveSingleItem().Kw.ShouldBe(2 * 5 / 6.0, Tolerance);
    }

    private static double Kw(VenSpan why, string reason) => why.Parts.Where(p => p.Reason == reason).Sum(p => p.Kw);
}
