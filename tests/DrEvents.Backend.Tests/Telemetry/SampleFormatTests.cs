using DrEvents.Backend.Features.Telemetry;
using MessagePack;

namespace DrEvents.Backend.Tests.Telemetry;

public sealed class SampleFormatTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, 123, 456, TimeSpan.Zero);

    private static readonly TelemetrySampled Whole = new(
        Noon,
        3.25,
        1.5,
        2,
        "evt-1a2b3c4d",
        4.75,
        71.5,
        42,
        [new LoadPower("ev", 7.2, null), new LoadPower("hvac", 0, 1.25)],
        [SampleFlags.Late, SampleFlags.OutOfOrder],
        Noon.AddTicks(1_234_567)
    );

    private static readonly TelemetrySampled Bare = new(Noon, 0, null, null, null, null, null, null, null, null, Noon.AddSeconds(-7));

    [Fact]
    public void what_is_stored_is_read_back() => ShouldBeSame(AfterStoring(Whole), Whole);

    [Fact]
    public void what_a_ven_did_not_say_stays_unsaid() => ShouldBeSame(AfterStoring(Bare), Bare);

    [Fact]
    public void no_power_is_rounded()
    {
        var random = new Random(20261123);
        double[] odd = [-0.0, 0.1 + 0.2, 1e-9, -5e300, double.Epsilon, 9_007_199_254_740.993, 1234.5678, -3.275];
        foreach (
            var kw in odd.Concat(Enumerable.Range(0, 10_000).Select(_ => Math.Round((random.NextDouble() - 0.3) * 50, random.Next(0, 7))))
        )
        {
            var read = AfterStoring(Whole with { UsedPowerKw = kw, Loads = [new LoadPower("ev", kw, kw)] });

            BitConverter.DoubleToInt64Bits(read.UsedPowerKw).ShouldBe(BitConverter.DoubleToInt64Bits(kw));
            read.Loads.ShouldHaveSingleItem().ShouldBe(new LoadPower("ev", kw, kw));
        }
    }

    [Fact]
    public void eight_circuits_in_watts_take_less_than_two_hundred_bytes()
    {
        var loads = Enumerable.Range(1, 8).Select(n => new LoadPower($"circuit-{n}", n * 0.321, n * 0.25)).ToList();

        SampleFormat.Instance.Serialize(typeof(TelemetrySampled), Whole with { Loads = loads, Flags = null }).Length.ShouldBeLessThan(200);
    }

    /// <summary>The first form, byte by byte: it is in the field and has to be read for ever.</summary>
    [Fact]
    public void the_first_form_is_read_and_still_written()
    {
        const string First = "m88I3zgPp9O2gM4AEtaHzQyyzQXczQfQrGV2dC0xYTJiM2M0ZM0Sjs4AARdMKpaiZXbNHCDApGh2YWMAzQTikqRsYXRlqm91dE9mT3JkZXI=";

        Convert.ToBase64String(SampleFormat.Instance.Serialize(typeof(TelemetrySampled), Whole)).ShouldBe(First);
        ShouldBeSame(Read(Convert.FromBase64String(First)), Whole);
    }

    [Fact]
    public void a_later_form_with_more_places_is_read_too()
    {
        var stored = SampleFormat.Instance.Serialize(typeof(TelemetrySampled), Whole);
        stored[0]++;

        ShouldBeSame(Read([.. stored, 0xC3]), Whole);
    }

    [Fact]
    public void bytes_that_are_no_sample_are_refused_by_name()
    {
        var e = Should.Throw<MessagePackSerializationException>(() => Read([0x91, 0x01]));

        e.Message.ShouldContain("places");
    }

    /// <summary>Lists are compared by what they hold, everything else as records are.</summary>
    private static void ShouldBeSame(TelemetrySampled read, TelemetrySampled stored)
    {
        read.Loads.ShouldBe(stored.Loads);
        read.Flags.ShouldBe(stored.Flags);
        (read with { Loads = stored.Loads, Flags = stored.Flags }).ShouldBe(stored);
    }

    private static TelemetrySampled AfterStoring(TelemetrySampled sample) =>
        Read(SampleFormat.Instance.Serialize(typeof(TelemetrySampled), sample));

    private static TelemetrySampled Read(byte[] stored) =>
        (TelemetrySampled)SampleFormat.Instance.Deserialize(typeof(TelemetrySampled), stored);
}
