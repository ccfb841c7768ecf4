using DrEvents.Backend.Features.Gauges;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Streams;
using DrEvents.Contracts.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DrEvents.Backend.Tests.Streams;

public sealed class AttentionTests
{
    private const string EventId = "evt-00000001";
    private static readonly HealthReport Healthy = Report();

    [Fact]
    public void nothing_needs_an_operator_where_all_is_well() =>
        Attention.Of(Running(currentKw: 100, errorKw: 1), Healthy, waitingSince: Given.Start.AddSeconds(-5), Given.Start).ShouldBeEmpty();

    [Theory]
    // Asked are 100 kW; the band is 5 % and two errors.
    [InlineData(94.9, 0, 301, "underDelivery: 94.9 ± 0 kW of 100 kW are delivered")]
    [InlineData(95, 0, 301, null)]
    [InlineData(90, 2, 301, "underDelivery: 90 ± 4 kW of 100 kW are delivered")]
    [InlineData(90, 2.5, 301, null)]
    [InlineData(50, 0, 300, null)]
    [InlineData(105.1, 0, 301, "overDelivery: 105.1 ± 0 kW are delivered where 100 kW are asked for")]
    [InlineData(110, 2.5, 301, null)]
    [InlineData(-20, 1, 301, "underDelivery: -20 ± 2 kW of 100 kW are delivered")]
    public void an_event_has_to_deliver_what_was_asked_within_its_band(double currentKw, double errorKw, double ageS, string? needed)
    {
        var found = Attention.Of(Running(currentKw, errorKw, ageS), Healthy, waitingSince: null, Given.Start);

        found.Select(n => $"{n.Kind}: {n.Says.Text}").ShouldBe(needed is null ? [] : [needed]);
        found.ShouldAllBe(n => n.EventId == EventId && n.Says.Said!.Kind == n.Kind);
    }

    [Fact]
    public void vens_that_do_not_deliver_letters_days_and_waiting_samples_are_told()
    {
        var reading = Running(currentKw: 100, errorKw: 1, notDelivering: 3) with { DeadLetters = 2, Archive = new ArchiveReading(7, 0, 0) };

        Attention
            .Of(reading, Healthy, waitingSince: Given.Start.AddSeconds(-6), Given.Start)
            .Select(n => (n.Kind, n.Says.Text, n.EventId))
            .ShouldBe([
                ("notDelivering", "3 of 40 VENs that accepted do not deliver by their meters", EventId),
                ("deadLetters", "2 messages that could not be read are kept", null),
                ("archive", "7 days of VENs should be closed and are not", null),
                ("samples", "more messages come in than can be stored at once: what figures show is old", null),
            ]);
    }

    [Fact]
    public void what_is_not_healthy_is_told_with_its_reason()
    {
        var report = Report(
            ("projections", HealthCheckResult.Degraded("Live:V5:All 900 behind, 12.0 s")),
            ("broker", HealthCheckResult.Unhealthy("not connected")),
            ("database", HealthCheckResult.Healthy())
        );

        Attention
            .Of(StoreReading.Away, report, waitingSince: null, Given.Start)
            .Select(n => (n.Kind, n.Says.Text, n.Says.Said!.Kind))
            .ShouldBe([
                ("broker", "broker: not connected", "notWell"),
                ("projections", "projections: Live:V5:All 900 behind, 12.0 s", "notWell"),
            ]);
    }

    [Fact]
    public void whoever_is_bounded_is_told_that_the_broker_is_away_and_no_part_of_why()
    {
        var said = new Said("brokerNotConnected", new Dictionary<string, object> { ["problem"] = "nobody listens at 10.0.0.7" });

        var told = WatchedAttention.WithoutCause(
            new AttentionItem("broker", "broker: nobody listens at 10.0.0.7", Given.Start, Said: said)
        );

        (told.Text, told.Said!.Kind).ShouldBe(("VENs are not heard", "vensNotHeard"));
        told.Said.Values.ShouldBeEmpty();
    }

    private static StoreReading Running(double currentKw, double errorKw, double ageS = 1_000, int notDelivering = 0) =>
        new()
        {
            IsUp = true,
            Running =
            [
                new RunningEvent(
                    EventId,
                    100,
                    ageS,
                    EventTotals.None with
                    {
                        CurrentReductionKw = currentKw,
                        CurrentErrorKw = errorKw,
                        NotDelivering = notDelivering,
                        Responding = 40,
                    }
                ),
            ],
        };

    private static HealthReport Report(params (string Name, HealthCheckResult Result)[] checks) =>
        new(
            checks.ToDictionary(
                c => c.Name,
                c => new HealthReportEntry(c.Result.Status, c.Result.Description, TimeSpan.Zero, c.Result.Exception, data: null)
            ),
            TimeSpan.Zero
        );
}
