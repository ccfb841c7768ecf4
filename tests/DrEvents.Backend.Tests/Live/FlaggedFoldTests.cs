using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Tests.Live;

/// <summary>What an auditor makes of raw readings is what the product keeps of them: the same means to the bit, and the same flags.</summary>
public sealed class FlaggedFoldTests
{
    private const string VenId = "ven-1";
    private static readonly DateTimeOffset Begin = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void five_minutes_and_their_flags_are_those_that_an_auditor_makes_again()
    {
        var seen = ReadingFlags.None;
        for (var seed = 1; seed <= 20; seed++)
        {
            var (fold, stored) = Folded(seed);
            var kept = fold.Closed.Values.Append(fold.Vens[VenId].OpenInterval!).ToDictionary(i => i.Start.ToUnixTimeSeconds() / 60);

            var made = StoredUse.Of(
                stored,
                [new ReportInterval(300, 5)],
                10,
                [new LoadsKnown(100, Generates: false, LargestKw: 7), new LoadsKnown(600, Generates: true, LargestKw: 9)]
            );

            made.Keys.ShouldBe(kept.Keys, ignoreOrder: true);
            foreach (var (minute, interval) in made)
            {
                (kept[minute].UsedKw ?? double.NaN).ShouldBe(interval.Kw);
                ((ReadingFlags)kept[minute].Flags).ShouldBe(interval.Flags, $"seed {seed}, {kept[minute].Id}");
                seen |= interval.Flags;
            }
        }
        seen.Words()
            .ShouldBe([
                "spike",
                "duplicate",
                "two values of one time",
                "negative without generation",
                "clock jump",
                "implausible",
                "sender not proven",
            ]);
    }

    [Fact]
    public void who_sent_a_reading_that_is_in_no_figure_is_of_no_account()
    {
        var fold = new LiveFold();

        fold.Hears(GivenReadings.Of(VenId, Begin, 3), isImplausible: true, isOfSharedTopic: true);

        ((ReadingFlags)fold.Vens[VenId].OpenInterval!.Flags).Words().ShouldBe(["implausible"]);
    }

    [Fact]
    public void a_spike_at_the_end_of_five_minutes_is_flagged_in_them()
    {
        var fold = new LiveFold();
        for (var s = 200; s <= 400; s += 10)
            fold.Hears(GivenReadings.Of(VenId, Begin.AddSeconds(s), s == 290 ? 30 : 3 + s / 1000.0));

        var closed = fold.Closed.ShouldHaveSingleItem().Value;
        ((ReadingFlags)closed.Flags).Words().ShouldBe(["spike"]);
        ((ReadingFlags)fold.Vens[VenId].OpenInterval!.Flags).Words().ShouldBeEmpty();
    }

    [Fact]
    public void flags_change_no_figure()
    {
        var fold = new LiveFold();
        for (var s = 10; s <= 300; s += 10)
            fold.Hears(GivenReadings.Of(VenId, Begin.AddSeconds(s - 1), s == 150 ? 33 : 3));

        var interval = fold.Vens[VenId].OpenInterval!;
        ((ReadingFlags)interval.Flags).Words().ShouldBe(["spike"]);
        interval.UsedMeanKw.ShouldBe((29 * 3 + 33) / 30.0);
    }

    /// <summary>A meter, a clock and a line that are bad in every way; sequences are those of storing.</summary>
    private static (LiveFold Fold, List<StoredReading> Stored) Folded(int seed)
    {
        var (random, fold, stored) = (new Random(seed), new LiveFold(), new List<StoredReading>());
        var (at, clockS, kw) = (0.0, 0.0, 3.0);
        DateTimeOffset? newest = null;
        for (var sequence = 1; sequence <= 1500; sequence++)
        {
            if (sequence == 300)
                fold.Apply(Features.Vens.Ven.StreamOf(VenId), new ReportIntervalChanged(5, Begin));
            if (sequence is 100 or 600)
                fold.Apply(Features.Vens.Ven.StreamOf(VenId), new LoadsDescribed(Loads(sequence == 600), Begin));
            if (sequence is 100 or 300 or 600)
                continue;
            at += random.Next(300) == 0 ? 200 : 9.8 + 0.4 * random.NextDouble();
            clockS = random.Next(150) switch
            {
                0 => -random.Next(30, 4000),
                1 => random.Next(0, 2000),
                < 10 => 0,
                _ => clockS,
            };
            kw = random.Next(3) == 0 ? kw : Math.Round(3 + random.NextDouble(), 3);
            var shown = random.Next(60) switch
            {
                0 => 30,
                1 => -2,
                2 => 0,
                _ => kw,
            };
            Hear(at, clockS, shown, sequence);
            if (random.Next(50) == 0)
                Hear(at, clockS, shown + random.Next(2), sequence);
        }
        return (fold, stored);

        void Hear(double atS, double ofClockS, double shownKw, int sequence)
        {
            var sample = GivenReadings.Of(VenId, Begin.AddSeconds(Math.Round(atS + ofClockS, 3)), shownKw);
            var heard = fold.Hears(
                sample,
                newest,
                Begin.AddSeconds(atS + 0.2),
                isImplausible: random.Next(200) == 0,
                isOfSharedTopic: random.Next(100) == 0
            );
            stored.Add(
                new StoredReading(
                    sequence,
                    heard.LiveAt,
                    heard.UsedPowerKw,
                    heard.IsOutOfOrder,
                    heard.IsImplausible,
                    heard.ReceivedAt,
                    heard.IsAhead,
                    heard.IsOfSharedTopic
                )
            );
            newest = newest > heard.LiveAt ? newest : heard.LiveAt;
        }
    }

    private static LoadDescription[] Loads(bool withPv) =>
        [
            new("ev", null, "ev", 7, null, null),
            .. withPv ? [new LoadDescription("roof", null, "pv", 9, null, null)] : Array.Empty<LoadDescription>(),
        ];
}
