using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Live;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Baselines;

namespace DrEvents.Backend.Tests.Live;

/// <summary>What a VEN counts by is what has the smallest stated error, decided once, whatever was folded first.</summary>
public sealed class LikeDayFoldTests
{
    private const string EventId = "evt-00000001";
    private const string VenId = "ven-1";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>It uses 1 kW; the half hour before is 4, its like days say 6 and its models, where it has some, 5.</summary>
    [Theory]
    [InlineData(4.0, 0.5, 1.0, null, "like-days", 5, 0.5)]
    [InlineData(4.0, 1.0, 0.5, null, "sealed", 3, 0.5)]
    [InlineData(null, 1.0, 0.5, null, "like-days", 5, 1.0)]
    [InlineData(4.0, 0.5, 1.0, 0.2, "counterfactual", 4, 0.2)]
    [InlineData(4.0, 0.5, 1.0, 0.8, "like-days", 5, 0.5)]
    [InlineData(4.0, 1.0, 0.5, 2.0, "counterfactual", 4, 2.0)]
    [InlineData(null, null, null, null, "claim", 0.25, null)]
    [InlineData(4.0, null, null, null, "sealed", 3, null)]
    public void the_smallest_stated_error_decides(
        double? sealedKw,
        double? likeErrorKw,
        double? beforeErrorKw,
        double? ownErrorKw,
        string method,
        double reductionKw,
        double? errorKw
    )
    {
        var meter = Fold(Seal(sealedKw, likeErrorKw, beforeErrorKw), isSealedFirst: true, Sample(10, 1, ownErrorKw));

        meter.CurrentReductionKw.ShouldBe(reductionKw, 1e-9);
        meter.IsByLikeDays.ShouldBe(method == "like-days");
        (meter.LastBetterKw is not null).ShouldBe(method is "like-days" or "counterfactual");
        if (errorKw is { } kw)
            (meter.LastBetterErrorKw ?? meter.SealedErrorKw).ShouldBe(kw);
    }

    [Fact]
    public void a_baseline_that_was_carried_over_is_not_taken_for_the_half_hour_before()
    {
        var seal = Seal(4, 1, 0.5);
        var carried = seal.CarriedOver("evt-00000000", Noon);

        (seal.HalfHourKw(), carried.HalfHourKw()).ShouldBe((4, null));
        Fold(seal, isSealedFirst: true, Sample(10, 1, null)).IsByLikeDays.ShouldBeFalse();
        Fold(carried, isSealedFirst: true, Sample(10, 1, null)).IsByLikeDays.ShouldBeTrue("what it misses by is not known");
        Fold(carried with { LikeDays = null }, isSealedFirst: true, Sample(10, 1, null)).CurrentReductionKw.ShouldBe(3);
    }

    [Fact]
    public void the_error_of_its_models_counts_as_it_was_when_it_said_yes()
    {
        var meter = Fold(Seal(4, 0.5, 1), isSealedFirst: true, Sample(10, 1, 0.2), Sample(20, 1, 9));

        meter.IsByLikeDays.ShouldBeFalse("what it goes by does not change with each sample");
    }

    [Fact]
    public void a_ven_that_loses_its_models_goes_on_by_its_like_days()
    {
        var meter = Fold(Seal(4, 0.5, 1), isSealedFirst: true, Sample(10, 1, 0.2), Sample(20, 1, null));

        (meter.CurrentReductionKw, meter.IsByLikeDays).ShouldBe((5, true));
        // Ten seconds by its models, 5 − 1, and ten by its like days, 6 − 1; nothing by the seal.
        meter.MeanReductionKw!.Value.ShouldBe(4.5, 1e-9);
        meter.MeanSealedKw.ShouldBe(0);
        meter.MeanBetterKw!.Value.ShouldBe(5.5, 1e-9);
    }

    [Fact]
    public void each_quarter_of_an_hour_has_its_own_figure_in_the_mean()
    {
        var seal = Seal(4, 0.5, 1, 6, 9);
        // Ten seconds in each quarter: 6 − 1 and 9 − 1.
        var meter = Fold(seal, isSealedFirst: true, Sample(10, 1, null), Sample(910, 1, null));

        meter.MeanReductionKw!.Value.ShouldBe(6.5, 1e-9);
        meter.CurrentReductionKw.ShouldBe(8);
    }

    [Fact]
    public void what_is_beyond_the_days_goes_by_the_half_hour_before()
    {
        var meter = Fold(Seal(4, 0.5, 1, 6), isSealedFirst: true, Sample(10, 1, null), Sample(910, 1, null));

        (meter.CurrentReductionKw, meter.IsByLikeDays).ShouldBe((3, false));
        (meter.MeanReductionKw!.Value, meter.MeanSealedKw!.Value).ShouldBe((4, 2));
    }

    [Fact]
    public void it_comes_to_the_same_whether_samples_or_the_seal_are_folded_first()
    {
        var seal = Seal(4, 0.5, 1, 6, 9);
        TelemetrySample[] samples = [Sample(10, 1, 0.8), Sample(400, 2, null), Sample(905, 3, 0.1), Sample(1900, 1, null)];

        var first = Fold(seal, isSealedFirst: true, samples);
        var last = Fold(seal, isSealedFirst: false, samples);

        System.Text.Json.JsonSerializer.Serialize(last).ShouldBe(System.Text.Json.JsonSerializer.Serialize(first));
        first.MeanReductionKw.ShouldNotBeNull();
    }

    [Fact]
    public void a_ven_that_shows_nothing_of_its_promise_is_known_by_its_like_days()
    {
        // It uses all of what its like days say; the half hour before would make a reduction of it.
        var seal = Seal(12, 0.2, 3);
        var meter = Fold(seal, isSealedFirst: true, [.. Enumerable.Range(1, 12).Select(n => Sample(n * 10, 6, null))]);

        meter.IsNotDelivering.ShouldBeTrue();
        (meter.MissingKw!.Value, meter.CurrentReductionKw).ShouldBe((2, 0));
    }

    private static BaselineSealed Seal(double? sealedKw, double? likeErrorKw, double? beforeErrorKw, params double[] kw)
    {
        double[] quarters = kw.Length > 0 ? kw : [6, 6, 6, 6];
        var days = likeErrorKw is { } errorKw
            ? new LikeDaysSealed(Noon, "UTC", 4, [], [], null, quarters, LikeDayMoves.NotAtAll, errorKw, beforeErrorKw!.Value)
            : null;
        var seal = new BaselineSealed(
            VenId,
            Features.Baselines.Seal.Method,
            sealedKw,
            Verified: sealedKw is not null,
            null,
            Noon,
            Noon,
            [],
            [],
            "",
            Noon,
            LikeDays: days
        );
        // As it is stored.
        var json = System.Text.Json.JsonSerializer.Serialize(seal, System.Text.Json.JsonSerializerOptions.Web);
        return System.Text.Json.JsonSerializer.Deserialize<BaselineSealed>(json, System.Text.Json.JsonSerializerOptions.Web)!;
    }

    private static TelemetrySample Sample(int s, double usedKw, double? ownErrorKw) =>
        GivenReadings.Of(VenId, Noon.AddSeconds(s), usedKw, ownErrorKw is null ? null : 5, ownErrorKw) with
        {
            ShedPowerKw = 0.25,
        };

    private static MeteredParticipation Fold(BaselineSealed seal, bool isSealedFirst, params TelemetrySample[] samples)
    {
        var fold = new LiveFold();
        fold.Apply($"{EventId}/{VenId}", Given.Shed("c", 2, Noon, Noon.AddHours(1)));
        fold.Apply($"{EventId}/{VenId}", Given.Yes("c", Noon));
        if (isSealedFirst)
            fold.Apply(BaselineSealed.StreamOf(EventId), seal);
        foreach (var sample in samples)
            fold.Hears(sample);
        if (!isSealedFirst)
            fold.Apply(BaselineSealed.StreamOf(EventId), seal);
        return fold.Metered[$"{EventId}/{VenId}"];
    }
}
