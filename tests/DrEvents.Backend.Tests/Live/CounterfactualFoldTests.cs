using DrEvents.Backend.Features.Live;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Live;

/// <summary>A VEN that knows what its home would use, and how sure that is, is measured against that; every other against its sealed baseline.</summary>
public sealed class CounterfactualFoldTests
{
    private const string EventId = "evt-00000001";
    private const string VenId = "ven-1";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void its_own_models_count_where_it_knows_their_error()
    {
        var meter = Fold(sealedKw: 4, (10, 3, BaselineMethods.Counterfactual, 5, 0.2));
        (meter.CurrentReductionKw, meter.PreEventReductionKw, meter.LastErrorKw).ShouldBe((2, 1, 0.2));
    }

    [Theory]
    [InlineData(BaselineMethods.Counterfactual, null)]
    [InlineData(BaselineMethods.PreEventMean, 0.1)]
    [InlineData(null, null)]
    public void without_an_error_or_by_another_method_the_sealed_baseline_counts(string? method, double? errorKw)
    {
        var meter = Fold(sealedKw: 4, (10, 3, method, 5, errorKw));
        (meter.CurrentReductionKw, meter.PreEventReductionKw, meter.LastErrorKw).ShouldBe((1, 1, null));
    }

    [Fact]
    public void in_the_mean_each_moment_has_the_baseline_that_it_had()
    {
        // Ten seconds each: 5 − 3 by its models, 6 − 3 by its models, and 4 − 1 by the seal.
        var meter = Fold(
            sealedKw: 4,
            (10, 3, BaselineMethods.Counterfactual, 5, 0.2),
            (20, 3, BaselineMethods.Counterfactual, 6, 0.2),
            (30, 1, null, null, null)
        );
        meter.MeanReductionKw.ShouldNotBeNull().ShouldBe((2 + 3 + 3) / 3.0, 1e-9);
        meter.CurrentReductionKw.ShouldBe(3);
    }

    [Fact]
    public void without_a_seal_the_mean_is_of_the_time_in_which_it_knew()
    {
        var meter = Fold(sealedKw: null, (10, 3, BaselineMethods.Counterfactual, 5, 0.2), (20, 1, null, null, null));
        meter.MeanReductionKw.ShouldNotBeNull().ShouldBe(2, 1e-9);
    }

    private static MeteredParticipation Fold(
        double? sealedKw,
        params (int S, double UsedKw, string? Method, double? ExpectedKw, double? ErrorKw)[] samples
    )
    {
        var fold = new LiveFold();
        fold.Apply($"{EventId}/{VenId}", Given.Shed("c", 2, Noon, Noon.AddHours(1)));
        if (sealedKw is { } kw)
            fold.Seals(EventId, VenId, kw, Noon);
        foreach (var (s, usedKw, method, expectedKw, errorKw) in samples)
            fold.Hears(GivenReadings.Of(VenId, Noon.AddSeconds(s), usedKw, expectedKw, errorKw) with { BaselineMethod = method });
        return fold.Metered[$"{EventId}/{VenId}"];
    }
}
