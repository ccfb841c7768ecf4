using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Tests.Devices;

public sealed class TrialTests
{
    [Theory]
    [InlineData(3, -3, null)]
    [InlineData(3, 3, "wrong sign")]
    [InlineData(3, -1, "moved by a third")]
    [InlineData(3, 0, "did not move")]
    [InlineData(3, -7, "something else switched")]
    public void The_main_meter_has_to_move_as_the_device_does(double dropKw, double meterKw, string? finding) =>
        ShouldSay(TrialFindings.Of(Trial(dropKw, new MeterReading(5), new MeterReading(5 + meterKw))), finding);

    [Theory]
    [InlineData(-1, -1, -1, -3, null)]
    [InlineData(-1, 1, -1, -1, "phase L2 counts the other way round")]
    [InlineData(-1, -1, -1, -1, "total counts one phase only")]
    [InlineData(-1, 0, 0, -1, "counts one phase only: the device came down on three")]
    [InlineData(1, 1, 1, 3, "wrong sign")]
    public void A_phase_that_is_turned_or_missing_is_found(double l1, double l2, double l3, double totalKw, string? finding)
    {
        MeterReading At(double share) =>
            new(6 + (share * totalKw))
            {
                L1Kw = 2 + (share * l1),
                L2Kw = 2 + (share * l2),
                L3Kw = 2 + (share * l3),
            };
        ShouldSay(TrialFindings.Of(Trial(3, At(0), At(1))), finding);
    }

    [Theory]
    [InlineData(2, 0, 0, null)]
    [InlineData(-2, 0, 0, "phase L1 counts the other way round, and the device is on it alone")]
    [InlineData(0.05, -2, -0.05, "phase L2 counts the other way round, and the device is on it alone")]
    [InlineData(0, -1, 0, "the current of L2 is measured with the voltage of another phase: half of the device's power")]
    [InlineData(0, 0, 1, "the current of L3 is measured with the voltage of another phase, and its transformer is turned")]
    public void A_device_on_one_phase_tells_which_transformer_is_wrong_and_never_to_invert_the_meter(
        double l1,
        double l2,
        double l3,
        string? finding
    )
    {
        var findings = TrialFindings.Of(
            Trial(
                2,
                new MeterReading(6)
                {
                    L1Kw = 2,
                    L2Kw = 2,
                    L3Kw = 2,
                },
                new MeterReading(6 - l1 - l2 - l3)
                {
                    L1Kw = 2 - l1,
                    L2Kw = 2 - l2,
                    L3Kw = 2 - l3,
                }
            )
        );
        findings.Count.ShouldBe(finding is null ? 0 : 1, string.Join("\n", findings));
        ShouldSay(findings, finding);
        findings.ShouldAllBe(f => !f.Contains("set isInverted", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_confirmation_a_power_or_a_meter_there_is_nothing_to_compare()
    {
        ShouldSay(TrialFindings.Of(Trial(3, null, null) with { ActuatedS = null }), "did not confirm");
        ShouldSay(TrialFindings.Of(Trial(0.1, null, null)), "too little");
        ShouldSay(TrialFindings.Of(Trial(3, null, null)), "no main meter");
    }

    [Fact]
    public void A_record_says_that_the_device_is_not_back_yet() =>
        TrialRecord
            .Measured(Trial(3, null, null) with { StaysOffFor = TimeSpan.FromSeconds(590) })
            .ShouldContain("given back, and off for 10 min more: its least time off");

    [Fact]
    public void A_record_says_what_was_measured_and_found()
    {
        var trial = Trial(3, new MeterReading(5), new MeterReading(2));
        TrialRecord
            .Lines(trial, [])
            .ShouldBe([
                "b (Boiler), 2026-07-01 12:00:00Z, shed for 10 s",
                "device         4.000 →    1.000 kW",
                "main meter     5.000 →    2.000 kW",
                "read back after 0.4 s",
                "device and main meter did what they should",
            ]);
    }

    private static void ShouldSay(IReadOnlyList<string> findings, string? words)
    {
        if (words is null)
            findings.ShouldBeEmpty();
        else
            findings.ShouldContain(f => f.Contains(words, StringComparison.Ordinal), string.Join("\n", findings));
    }

    private static Trial Trial(double dropKw, MeterReading? before, MeterReading? during) =>
        new(
            new LoadDescription("b", "Boiler", LoadTypes.WaterHeater, 4, 2),
            new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero),
            dropKw + 1,
            1,
            ActuatedS: 0.4
        )
        {
            MeterBefore = before,
            MeterDuring = during,
        };
}
