using System.Diagnostics.Metrics;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Mqtt;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Baselines;

/// <summary>Baselines sealed over a real store, out of samples and held spans as they are stored. Each test has events and VENs of its own.</summary>
public sealed class BaselineScenarios(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const int IntervalS = 10;
    private static readonly DateTimeOffset Noon = PastDay.Noon;
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly Pressure _pressure = new(
        TimeProvider.System,
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()
    );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_ven_that_another_event_held_all_the_time_gets_the_seal_of_that_event(bool isOfEarlierVersion)
    {
        var (before, after) = isOfEarlierVersion ? ("evt-0000a001", "evt-0000a002") : ("evt-0000a003", "evt-0000a004");
        var ven = before + "-ven";
        await StoreAsync(Samples(ven, -1800, 3600, s => s < 0 ? 4 : 1));
        await StoreAsync(Shed(before, ven, fromS: 0, toS: 3600));
        if (isOfEarlierVersion)
            await StoreAsync(
                (BaselineSealed.StreamOf(before), Seal.Of(ven, await RawAsync(ven, -1800, 0), At(-1800), At(0), Minimum, IntervalS, At(1)))
            );
        else
            await SealAsync(before, atS: 1, new BegunPart(ven, At(0)));
        var earlier = await SealOfAsync(before, ven);
        (earlier.BaselineKw, earlier.Verified, earlier.OffsetsMs.Count).ShouldBe((4, true, 180));

        await SealAsync(after, atS: 3601, new BegunPart(ven, At(3600)));

        var carried = await SealOfAsync(after, ven);
        carried.ShouldBeEquivalentTo(earlier with { Reason = "carried over from " + before, At = At(3601) });
    }

    [Fact]
    public async Task a_seal_that_was_carried_over_is_carried_on()
    {
        const string ven = "chain-1";
        await StoreAsync(Samples(ven, -1800, 7200, s => s < 0 ? 4 : 1));
        await StoreAsync(Shed("evt-0000b001", ven, 0, 3600));
        await SealAsync("evt-0000b001", 1, new BegunPart(ven, At(0)));
        await StoreAsync(Shed("evt-0000b002", ven, 3600, 7200));
        await SealAsync("evt-0000b002", 3601, new BegunPart(ven, At(3600)));

        await SealAsync("evt-0000b003", 7201, new BegunPart(ven, At(7200)));

        var third = await SealOfAsync("evt-0000b003", ven);
        (third.BaselineKw, third.Verified, third.Reason).ShouldBe((4, true, "carried over from evt-0000b002"));
        third.Hash.ShouldBe((await SealOfAsync("evt-0000b001", ven)).Hash);
    }

    [Fact]
    public async Task an_earlier_seal_that_is_not_verified_is_not_carried_over()
    {
        const string ven = "young-1";
        await StoreAsync(Samples(ven, -60, 3600, _ => 4));
        await StoreAsync(Shed("evt-0000c001", ven, 0, 3600));
        await SealAsync("evt-0000c001", 1, new BegunPart(ven, At(0)));
        (await SealOfAsync("evt-0000c001", ven)).Verified.ShouldBeFalse();

        await SealAsync("evt-0000c002", 3601, new BegunPart(ven, At(3600)));

        var own = await SealOfAsync("evt-0000c002", ven);
        (own.Verified, own.BaselineKw, own.Reason).ShouldBe((false, null, "0 s of history, 300 s are needed"));
        own.WindowEnd.ShouldBe(At(3600));
    }

    [Fact]
    public async Task readings_that_cannot_be_are_left_out()
    {
        const string ven = "wrong-1";
        await StoreAsync(Samples(ven, -1800, 0, _ => 3));
        var at = At(-905);
        await StoreAsync(
            (
                TelemetryStreams.Of(ven, at),
                new TelemetrySampled(at, 65_535, null, null, null, null, null, null, null, [SampleFlags.Implausible], at)
            )
        );

        await SealAsync("evt-0000d101", 1, new BegunPart(ven, At(0)));

        var seal = await SealOfAsync("evt-0000d101", ven);
        (seal.BaselineKw, seal.OffsetsMs.Count, seal.Verified).ShouldBe((3, 180, true));
    }

    [Theory]
    // Until when the event before held the VEN, s from its start; readings that are left before the next begins at 1800.
    [InlineData(600, 120)]
    [InlineData(1500, 30)]
    [InlineData(595, 120)]
    public async Task readings_while_another_event_held_the_ven_are_left_out(int heldUntilS, int left)
    {
        var (before, after, ven) = ($"evt-0001{heldUntilS:0000}", $"evt-0002{heldUntilS:0000}", "held-" + heldUntilS);
        await StoreAsync(Samples(ven, -1800, 1800, s => s >= 0 && s < heldUntilS ? 1 : 3));
        await StoreAsync(Shed(before, ven, 0, heldUntilS));
        await SealAsync(before, 1, new BegunPart(ven, At(0)));

        await SealAsync(after, 1801, new BegunPart(ven, At(1800)));

        var own = await SealOfAsync(after, ven);
        (own.BaselineKw, own.Verified, own.Reason).ShouldBe((3, true, null));
        own.OffsetsMs.ShouldBe([.. Enumerable.Range(180 - left, left).Select(i => i * IntervalS * 1000L)]);
    }

    [Fact]
    public async Task too_few_readings_beside_another_event_are_replaced_by_its_seal()
    {
        const string ven = "short-1";
        await StoreAsync(Samples(ven, -1800, 1800, s => s >= 0 && s < 1510 ? 1 : 3));
        await StoreAsync(Shed("evt-0000d001", ven, 0, 1510));
        await SealAsync("evt-0000d001", 1, new BegunPart(ven, At(0)));

        await SealAsync("evt-0000d002", 1801, new BegunPart(ven, At(1800)));

        var own = await SealOfAsync("evt-0000d002", ven);
        (own.Verified, own.Reason, own.WindowEnd, own.OffsetsMs.Count).ShouldBe((true, "carried over from evt-0000d001", At(0), 180));
    }

    [Fact]
    public async Task a_page_that_is_repeated_leaves_one_seal_of_each_ven()
    {
        string[] vens = ["twice-1", "twice-2", "twice-3"];
        foreach (var ven in vens)
            await StoreAsync(Samples(ven, -1800, 0, _ => 2));
        BegunPart[] all = [.. vens.Select(v => new BegunPart(v, At(0)))];
        await SealAsync("evt-0000e001", 1, all[0]);
        var first = await SealOfAsync("evt-0000e001", vens[0]);

        await SealAsync("evt-0000e001", 5, all);
        await SealAsync("evt-0000e001", 9, all);

        var stored = await SealsAsync("evt-0000e001");
        stored.Select(s => s.VenId).ShouldBe(vens);
        stored.Select(s => s.At).ShouldBe([At(1), At(5), At(5)], "what was sealed is not made again");
        stored[0].ShouldBeEquivalentTo(first);
    }

    [Fact]
    public async Task two_nodes_that_seal_a_page_at_once_leave_one_seal_of_each_ven()
    {
        BegunPart[] page = [new("race-1", At(0)), new("race-2", At(0))];
        await StoreAsync(Samples("race-1", -1800, 0, _ => 2));
        await using var one = fixture.Store.LightweightSession();
        await HandleAsync(one, "evt-0000f001", page);

        var other = SealAsync("evt-0000f001", 2, page);
        await one.SaveChangesAsync();
        await other;

        (await SealsAsync("evt-0000f001")).Select(s => s.VenId).ShouldBe(["race-1", "race-2"]);
    }

    /// <summary>A VEN that reports every second has more samples in its window than are read of it at first; one was never heard; one has a seal.</summary>
    [Fact]
    public async Task a_page_of_many_vens_gives_each_its_own_readings()
    {
        const string eventId = "evt-00010001";
        var vens = Enumerable.Range(0, 50).Select(i => $"many-{i:00}").ToArray();
        await StoreAsync([.. vens.Index().Skip(2).SelectMany(v => Samples(v.Item, -1800, 10, s => v.Index + (s % 20 == 0 ? 0.5 : 0)))]);
        await StoreAsync((Features.Vens.Ven.StreamOf(vens[0]), new ReportIntervalChanged(1, At(-3600))));
        await StoreAsync(Samples(vens[0], -1800, 10, s => s % 2 == 0 ? 1 : 2, everyS: 1));
        // It began ten seconds before the others, and has a window of its own.
        BegunPart[] page = [.. vens.Select((v, i) => new BegunPart(v, At(i == 7 ? -10 : 0)))];
        await SealAsync(eventId, 1, page[2]);

        await SealAsync(eventId, 2, page);

        var seals = (await SealsAsync(eventId)).ToDictionary(s => s.VenId);
        seals.Keys.Order(StringComparer.Ordinal).ShouldBe(vens);
        (seals[vens[0]].BaselineKw, seals[vens[0]].OffsetsMs.Count).ShouldBe((1.5, 1800));
        (seals[vens[1]].BaselineKw, seals[vens[1]].Verified, seals[vens[1]].OffsetsMs.Count).ShouldBe((null, false, 0));
        (seals[vens[2]].At, seals[vens[3]].At).ShouldBe((At(1), At(2)));
        foreach (var (i, ven) in vens.Index().Skip(2))
        {
            (ven, seals[ven].BaselineKw, seals[ven].OffsetsMs.Count, seals[ven].Verified).ShouldBe(
                (ven, i == 7 ? Seven() : i + 0.25, i == 7 ? 179 : 180, true)
            );
            seals[ven].WindowEnd.ShouldBe(page[i].BeganAt);
            seals[ven]
                .Hash.ShouldBe(
                    Seal.HashOf(
                        Seal.Method,
                        seals[ven].WindowStart,
                        seals[ven].WindowEnd,
                        seals[ven].OffsetsMs,
                        seals[ven].UsedPowersKw,
                        10
                    )
                );
        }

        // Its first sample is that of ten seconds after its window's start, of which every second is half a kilowatt more.
        static double Seven() => ((179 * 7) + (90 * 0.5)) / 179;
    }

    private static readonly TimeSpan Minimum = new BaselineOptions().Minimum;

    private static DateTimeOffset At(double s) => Noon.AddSeconds(s);

    /// <summary>Samples from one time up to another, s from noon.</summary>
    private static (string, object)[] Samples(string venId, int fromS, int toS, Func<int, double> kw, int everyS = IntervalS) =>
        [
            .. Enumerable
                .Range(0, (toS - fromS) / everyS)
                .Select(i => fromS + (i * everyS))
                .Select(s =>
                    (
                        TelemetryStreams.Of(venId, At(s)),
                        (object)new TelemetrySampled(At(s), kw(s), null, null, null, null, null, null, null, null, At(s))
                    )
                ),
        ];

    private static (string, object)[] Shed(string eventId, string venId, double fromS, double toS) =>
        [
            (
                Participation.StreamOf(eventId, venId),
                new CommandDispatched(eventId + ".1.x", CommandOps.ShedPanel, 1, 2, At(toS), At(toS), "test", null, At(fromS))
            ),
        ];

    /// <summary>Stores events, and has the live figures follow.</summary>
    private async Task StoreAsync(params (string Stream, object Event)[] events)
    {
        await using var session = fixture.Store.LightweightSession();
        foreach (var (stream, stored) in events)
            session.Events.Append(stream, stored);
        await session.SaveChangesAsync();
        var streams = events.Select(e => e.Stream).Distinct().ToArray();
        await using var live = fixture.Store.LightweightSession();
        var page = (await live.EventsOfAsync(streams, default)).TakeLast(events.Length).ToList();
        await new LiveProjection(null).ApplyAsync(live, page, default);
        await live.SaveChangesAsync();
    }

    private async Task SealAsync(string eventId, double atS, params BegunPart[] vens)
    {
        _clock.SetUtcNow(At(atS));
        await using var session = fixture.Store.LightweightSession();
        await HandleAsync(session, eventId, vens);
        await session.SaveChangesAsync();
    }

    private Task HandleAsync(IDocumentSession session, string eventId, BegunPart[] vens) =>
        SealPageHandler.Handle(
            new SealPage(eventId, vens),
            session,
            Microsoft.Extensions.Options.Options.Create(new BaselineOptions()),
            Microsoft.Extensions.Options.Options.Create(new LikeDayOptions()),
            _pressure,
            _clock,
            default
        );

    private async Task<BaselineSealed> SealOfAsync(string eventId, string venId)
    {
        await using var session = fixture.Store.QuerySession();
        return (await session.SealsAsync(eventId, [venId], default)).ShouldHaveSingleItem();
    }

    private async Task<List<BaselineSealed>> SealsAsync(string eventId)
    {
        await using var session = fixture.Store.QuerySession();
        return [.. (await session.EventsOfAsync([BaselineSealed.StreamOf(eventId)], default)).Select(e => (BaselineSealed)e.Data)];
    }

    private async Task<IReadOnlyList<TelemetrySampled>> RawAsync(string venId, double fromS, double toS)
    {
        await using var session = fixture.Store.QuerySession();
        return await SampleReader.BetweenAsync(session, venId, new TimeRange(At(fromS), At(toS)), default);
    }
}
