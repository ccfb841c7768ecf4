using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;
using ResultHours = DrEvents.Backend.Features.Results.ResultHours;

namespace DrEvents.Backend.Tests.Results;

/// <summary>Sums of VENs, what changes a result, and what a result rests on.</summary>
public sealed class ResultMadeTests
{
    private static readonly DateTimeOffset Start = Given.Start;
    private static readonly DateTimeOffset Now = Start.AddHours(2);

    [Fact]
    public void sums_are_those_of_the_vens_that_are_known_in_an_interval()
    {
        // The last interval has five minutes.
        var sums = Sums(requestedKw: 4, minutes: 35, Ven("a", [5, 5, 5], [3, 6, null]), Ven("b", [2.25, 2, 2], [0, 0.1, 1]));

        sums.BaselineKw.ShouldBe([7.25, 7, 2]);
        sums.ActualKw.ShouldBe([3, 6.1, 1]);
        sums.SignedKw.ShouldBe([4.25, 0.9, 1]);
        sums.ClippedKw.ShouldBe([4.25, 1.9, 1]);
        sums.UnknownVens.ShouldBe([0, 0, 1]);
        sums.SignedKwh.ShouldBe(1.370833);
        sums.ClippedKwh.ShouldBe(1.620833);
        sums.MeanKw.ShouldBe(2.35);
        sums.MeanRatio.ShouldBe(0.5875);
        sums.WorstRatio.ShouldBe(0.225);
        sums.WithinShare.ShouldBe(0);
    }

    [Theory]
    [InlineData(10.5, 1)]
    [InlineData(9.5, 1)]
    [InlineData(10.500001, 0.5)]
    [InlineData(9.499999, 0.5)]
    public void the_bounds_of_five_percent_are_within(double kw, double share) =>
        Sums(requestedKw: 10, minutes: 30, Ven("a", [20, 20], [20 - kw, 10])).WithinShare.ShouldBe(share);

    [Fact]
    public void of_an_interval_of_which_no_ven_is_known_nothing_is_said()
    {
        var sums = Sums(requestedKw: 4, minutes: 30, Ven("a", [5, 5], [null, 3]));

        sums.SignedKw.ShouldBe([null, 2]);
        (sums.MeanKw, sums.SignedKwh, sums.WorstRatio).ShouldBe((2, 0.5, 0.5));
        var none = Sums(requestedKw: 4, minutes: 30);
        (none.MeanKw, none.MeanRatio, none.SignedKwh, none.WithinShare).ShouldBe((null, null, null, null));
        Sums(requestedKw: 0, minutes: 30, Ven("a", [5, 5], [4, 3])).MeanRatio.ShouldBeNull();
    }

    [Fact]
    public void the_first_has_no_other_before_it()
    {
        var made = Made([Ven("a", [5], [3])]).After(null, Was(), asOf: 7, isAskedFor: false, Now)!;

        (made.Number, made.Supersedes, made.Why, made.At, made.AsOf, made.Vens).ShouldBe((1, null, "the event is over", Now, 7, 1));
        made.Difference.ShouldBeNull();
        made.ByProfile.ShouldBe([new VensOfProfile("pre-event-mean", 1, 1)]);
    }

    [Fact]
    public void one_that_differs_in_nothing_is_not_issued()
    {
        VenResult[] vens = [Ven("a", [5], [3]), Ven("b", [5], [4])];
        var first = Made(vens).After(null, Was(), 7, isAskedFor: false, Now)!;

        Made(vens).After(first, Was(vens), 9, isAskedFor: true, Now.AddDays(1)).ShouldBeNull();
        new ResultMade(Hours(15), Measured(15), 4, "other data of time zones")
            .Of(vens)
            .After(first, Was(vens), 9, false, Now)
            .ShouldBeNull();
    }

    [Theory]
    [InlineData(false, "late or corrected readings of 3 VENs")]
    [InlineData(true, "asked for")]
    public void one_that_differs_supersedes_with_its_difference(bool isAskedFor, string why)
    {
        VenResult[] vens = [Ven("a", [5], [3]), Ven("b", [5], [4]), Ven("gone", [1], [1])];
        var first = Made(vens).After(null, Was(), 7, isAskedFor: false, Now)!;

        var second = Made([vens[0], Ven("b", [5], [3.5]), Ven("new", [2], [1])]).After(first, Was(vens), 9, isAskedFor, Now.AddHours(1))!;

        (second.Number, second.Supersedes, second.Why).ShouldBe((2, 1, why));
        second.Difference!.VenIds.ShouldBe(["b", "gone", "new"]);
        (second.Difference.Vens, second.Difference.Kw, second.Difference.Kwh).ShouldBe((3, 1.5, 0.375));
        second.Hash.ShouldNotBe(first.Hash);
    }

    [Fact]
    public void one_that_somebody_accepted_says_so_and_what_was_read_beside()
    {
        VenResult[] vens = [Odd("a", 3, "odd"), Odd("b", 4, "odd"), Odd("c", 4, "odd", 8), Ven("d", [5], [4])];
        var first = Made(vens).After(null, Was(), 7, isAskedFor: false, Now)!;

        Why(Odd("a", 3, null, 9), vens[1], vens[2], vens[3]).ShouldBe("odd readings of 1 VEN were accepted");
        Why(Odd("a", 3, null, 9), Odd("b", 4, null, 9), vens[2], Ven("d", [5], [3]))
            .ShouldBe("late or corrected readings of 1 VEN; odd readings of 2 VENs were accepted");
        // What was accepted does not hold any more, and another that was accepted has new readings too.
        Why(vens[0], vens[1], Odd("c", 4, "odd"), vens[3]).ShouldBe("late or corrected readings of 1 VEN");
        Why(Odd("a", 2, null, 9), vens[1], vens[2], vens[3])
            .ShouldBe("late or corrected readings of 1 VEN; odd readings of 1 VEN were accepted");

        string Why(params VenResult[] now) => Made(now).After(first, Was(vens), 9, isAskedFor: false, Now.AddHours(1))!.Why;

        static VenResult Odd(string venId, double kw, string? provisional, params long[] accepted) =>
            Ven(venId, [5], [kw]) with
            {
                Provisional = provisional,
                Accepted =
                    accepted.Length > 0
                        ? [.. accepted.Select(a => new AcceptedReadings(a, Start, Start.AddHours(1), 2, "seen", Now))]
                        : null,
            };
    }

    [Fact]
    public void another_request_is_another_result()
    {
        VenResult[] vens = [Ven("a", [5], [3])];
        var first = Made(vens).After(null, Was(), 7, isAskedFor: false, Now)!;

        var second = new ResultMade(Hours(15), Measured(15), 5, "data").Of(vens).After(first, Was(vens), 9, false, Now)!;

        (second.Why, second.Difference!.Vens).ShouldBe(("the event's figures or the settings were changed", 0));
    }

    [Fact]
    public void vens_without_a_result_are_counted_all_and_named_up_to_a_hundred()
    {
        var made = Made([]);
        for (var i = 0; i < 120; i++)
            made.Add($"ven-{i:000}", new VenMeasured(null, "nothing is known", IsFinal: true));

        var result = made.After(null, Was(), 7, isAskedFor: false, Now)!;

        (result.Vens, result.NotMeasured, result.NotMeasuredVens.Count).ShouldBe((0, 120, 100));
        result.NotMeasuredVens[99].ShouldBe(new VenNotMeasured("ven-099", "nothing is known"));
    }

    [Fact]
    public void the_hash_of_a_ven_is_that_of_a_text_that_anybody_can_write()
    {
        var profile = ShippedProfiles.Get("pre-event-mean");
        var minute = Start.ToUnixTimeSeconds() / 60;
        Reading[] readings = [new(minute + 5, 0.1 + 0.2), new(minute, 4)];

        var hash = ResultDigest.Of(profile, Measured(15), [new DateOnly(2026, 6, 30), new DateOnly(2026, 6, 2)], readings);

        hash.ShouldBe(
            ResultDigest.Of(
                $"profile pre-event-mean 1\nhours {minute} {minute + 15} 15\nzone Europe/Berlin\nevent-day 2026-06-02\nevent-day 2026-06-30\n{minute}=4\n{minute + 5}=0.30000000000000004\n"
            )
        );
        hash.ShouldBe(
            ResultDigest.Of(profile, Measured(15), [new DateOnly(2026, 6, 30), new DateOnly(2026, 6, 2)], [.. readings.Reverse()])
        );
        ResultDigest.Of(profile, Measured(15), [], readings).ShouldNotBe(hash);
        ResultDigest.Of("a").ShouldBe("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    }

    [Fact]
    public void how_long_it_took_is_known_to_an_interval()
    {
        // Half, nine tenths, and all of 10 kW.
        var sums = Sums(10, 60, Ven("a", [10, 10, 10, 10], [5, 1, 0, 0]));
        (sums.FirstResponseMinutes, sums.SustainedMinutes).ShouldBe((0, 15));

        var late = Sums(10, 60, Ven("a", [10, 10, 10, 10], [10, 9, 0, 5]));
        (late.FirstResponseMinutes, late.SustainedMinutes).ShouldBe((15, null));

        var none = Sums(0, 60, Ven("a", [10, 10, 10, 10], [10, 9, 0, 5]));
        (none.FirstResponseMinutes, none.SustainedMinutes).ShouldBe((null, null));
    }

    private static ResultPortfolio Sums(double requestedKw, int minutes, params VenResult[] vens)
    {
        var portfolio = new Portfolio(Measured(minutes));
        foreach (var ven in vens)
            portfolio.Add(ven);
        return portfolio.Sum(requestedKw);
    }

    private static ResultMade Made(IEnumerable<VenResult> vens) => new ResultMade(Hours(15), Measured(15), 4, "data").Of(vens);

    private static Dictionary<string, VenWas> Was(params VenResult[] vens) => vens.ToDictionary(v => v.VenId, VenWas.Of);

    private static ResultHours Hours(int minutes) => new(Start, Start.AddMinutes(minutes));

    private static MeasuredHours Measured(int minutes) =>
        new(
            Instant.FromDateTimeOffset(Start),
            Instant.FromDateTimeOffset(Start.AddMinutes(minutes)),
            15,
            DateTimeZoneProviders.Tzdb["Europe/Berlin"]
        );

    private static VenResult Ven(string venId, double[] baselineKw, double?[] actualKw)
    {
        double?[] signed = [.. baselineKw.Zip(actualKw, (b, a) => b - a)];
        return new VenResult(
            venId,
            "pre-event-mean",
            1,
            [],
            [],
            baselineKw,
            new ResultAdjustment("none", 0, null, null, null),
            baselineKw,
            actualKw,
            signed,
            signed,
            null,
            null,
            null,
            ResultDigest.Of(venId + string.Join(' ', actualKw))
        );
    }
}

internal static class MadeResults
{
    public static ResultMade Of(this ResultMade made, IEnumerable<VenResult> vens)
    {
        foreach (var ven in vens)
            made.Add(ven.VenId, new VenMeasured(ven, null, IsFinal: true));
        return made;
    }
}
