using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Live;

/// <summary>Whether a VEN said yes, says that its loads moved, and shows it at its meter; and when it is called not delivering.</summary>
public sealed class DeliveryFoldTests
{
    private const string EventId = "evt-00000001";
    private const string VenId = "ven-1";
    private const string Stream = $"{EventId}/{VenId}";
    private const string Command = "c";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly LiveFold _fold = new();

    private MeteredParticipation Meter => _fold.Metered[Stream];

    [Fact]
    public void accepted_actuated_and_metered_are_three_moments()
    {
        Asked(2);
        Answered(1, ok: true, kw: 2);
        Sample(5, usedKw: 6, promisedKw: 2, claimedKw: 0);
        (Meter.AcceptedAt, Meter.ActuatedAt, Meter.MeteredAt).ShouldBe((Noon.AddSeconds(1), null, null));

        // It says that half of it is shed, and its meter is behind.
        Sample(15, usedKw: 5.5, promisedKw: 2, claimedKw: 1, expectedKw: 6);
        (Meter.ActuatedAt, Meter.MeteredAt).ShouldBe((Noon.AddSeconds(15), null));

        Sample(25, usedKw: 4, promisedKw: 2, claimedKw: 2);
        Meter.MeteredAt.ShouldBe(Noon.AddSeconds(25));
        (Meter.LastPromisedKw, Meter.LastAvailableKw).ShouldBe((2, 3));
    }

    [Fact]
    public void who_promises_and_does_not_deliver_is_named_after_a_minute()
    {
        Asked(2);
        Answered(1, ok: true, kw: 2);
        for (var s = 11; s < 71; s += 10)
        {
            Meter.IsNotDelivering.ShouldBeFalse($"after {s} s");
            Sample(s, usedKw: 6, promisedKw: 2, claimedKw: 0.02);
        }

        Meter.IsNotDelivering.ShouldBeTrue();
        Meter.MissingKw!.Value.ShouldBe(1.98, 1e-9);
    }

    [Fact]
    public void who_delivers_again_is_believed_again()
    {
        who_promises_and_does_not_deliver_is_named_after_a_minute();

        for (var s = 71; s < 191; s += 10)
            Sample(s, usedKw: 4, promisedKw: 2, claimedKw: 2);

        Meter.IsNotDelivering.ShouldBeFalse();
    }

    /// <summary>What a home cannot do it does not promise: it is near its limit of comfort, or can only switch.</summary>
    [Fact]
    public void who_promises_less_than_it_was_asked_is_no_liar()
    {
        Asked(2);
        Answered(1, ok: true, kw: 2);
        for (var s = 11; s < 191; s += 10)
            Sample(s, usedKw: 6, promisedKw: 0.2, claimedKw: 0.2);

        Meter.IsNotDelivering.ShouldBeFalse();
    }

    [Theory]
    [InlineData(2, 0.1, true)] // twenty times its noise
    [InlineData(2, 0.5, true)] // four times
    [InlineData(2, 1, false)] // twice: that may be chance
    public void the_meter_of_a_ven_without_baseline_is_believed_as_far_as_its_noise_allows(double kw, double spreadKw, bool isNamed)
    {
        Asked(kw);
        Seal(6, spreadKw);
        Answered(1, ok: true, kw);
        for (var s = 11; s < 131; s += 10)
            Sample(s, usedKw: 6, promisedKw: null, claimedKw: kw);

        Meter.IsNotDelivering.ShouldBe(isNamed);
    }

    [Fact]
    public void the_seal_may_come_before_or_after_the_samples()
    {
        Asked(2);
        Answered(1, ok: true, kw: 2);
        for (var s = 11; s < 131; s += 10)
            Sample(s, usedKw: 6, promisedKw: null, claimedKw: 2);
        Meter.IsNotDelivering.ShouldBeFalse("nothing to hold it against");

        Seal(6, 0.1);

        Meter.IsNotDelivering.ShouldBeTrue();
    }

    [Fact]
    public void who_refuses_is_in_no_figure()
    {
        Asked(2);
        Answered(1, ok: false, kw: null);
        Sample(11, usedKw: 6, promisedKw: null, claimedKw: null);

        (Meter.AskedKw, Meter.Samples, Meter.Until).ShouldBe((null, 0, Noon.AddSeconds(1)));
    }

    [Fact]
    public void a_late_answer_to_an_earlier_command_changes_nothing()
    {
        Asked(2);
        _fold.Apply(Stream, Given.Shed("later", 1, Noon.AddSeconds(1), Noon.AddHours(1)));

        Answered(2, ok: true, kw: 2);

        (Meter.AskedKw, Meter.Asks, Meter.AnsweredAt, Meter.AcceptedAt).ShouldBe((1, 2, null, null));
    }

    private void Asked(double kw)
    {
        Sample(-5, usedKw: 6, promisedKw: null, claimedKw: null);
        _fold.Apply(Stream, Given.Shed(Command, kw, Noon, Noon.AddHours(1)));
    }

    private void Answered(int s, bool ok, double? kw)
    {
        var at = Noon.AddSeconds(s);
        var error = ok ? null : "disabled";
        var answer = new AckReceived(Command, CommandOps.ShedPanel, ok, AckStandings.First, kw, kw, null, null, error, null, 1000, at, at);
        _fold.Apply(Stream, answer);
    }

    private void Seal(double kw, double spreadKw) => _fold.Seals(EventId, VenId, kw, Noon, kw - spreadKw, kw, kw + spreadKw);

    private void Sample(int s, double usedKw, double? promisedKw, double? claimedKw, double? expectedKw = null) =>
        _fold.Hears(
            GivenReadings.Of(VenId, Noon.AddSeconds(s), usedKw, promisedKw is null ? null : expectedKw ?? usedKw + claimedKw, 0.3) with
            {
                ShedPowerKw = claimedKw,
                PromisedReductionKw = promisedKw,
                Loads = [new LoadReading("ev", null, null, null, usedKw, 3, null, null)],
            }
        );
}
