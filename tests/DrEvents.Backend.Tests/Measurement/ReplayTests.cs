using System.Diagnostics.Metrics;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Measurement;

/// <summary>Two events of one VEN, one soon after the other, over a real store: what a replay has to tell by times that a running system takes an hour for.</summary>
public sealed class ReplayTests(StoreFixture fixture) : IClassFixture<StoreFixture>, IAsyncLifetime
{
    private const int IntervalS = 10;
    private const string Ven = "ven-1";
    private const string First = "evt-00000001";
    private const string Second = "evt-00000002";

    /// <summary>When the first event begins.</summary>
    private static readonly DateTimeOffset Noon = PastDay.Noon;
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly Pressure _pressure = new(
        TimeProvider.System,
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()
    );

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await fixture.Store.Advanced.Clean.DeleteAllDocumentsAsync();
        await fixture.Store.Advanced.Clean.DeleteAllEventDataAsync();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    // How long the first event lasts, and how long after its start the second begins, s: time enough for readings of its own,
    [InlineData(600, 1800, null)]
    [InlineData(600, 1200, null)]
    // and too little: the first one's seal still holds.
    [InlineData(1790, 1800, "carried over from " + First)]
    public async Task an_event_soon_after_another_is_replayed_without_a_difference(int firstLastsS, int secondAtS, string? reason)
    {
        await RunAsync(firstLastsS, secondAtS);

        foreach (var eventId in new[] { First, Second })
        {
            var report = await ReplayAsync(eventId);
            report.Differences.ShouldBeEmpty(eventId);
            (report.BaselinesRecomputed, report.Identical).ShouldBe((1, true));
        }
        (await SealOfAsync(Second)).Reason.ShouldBe(reason);
    }

    /// <summary>
    /// Live figures keep the newest spans alone in which events held a VEN. When the seal was made, that of the first event was among them.
    /// </summary>
    [Fact]
    public async Task an_event_whose_ven_was_told_many_times_afterwards_is_replayed_without_a_difference()
    {
        await RunAsync(600, 1200, changes: 40);

        var report = await ReplayAsync(Second);
        report.Differences.ShouldBeEmpty();
        (report.BaselinesRecomputed, report.Identical).ShouldBe((1, true));
        (await SealOfAsync(Second)).OffsetsMs.Count.ShouldBe(120, "twenty minutes of its own, ten of the first event left out");
    }

    /// <summary>The VEN was away for a minute before the first event, and sends what it measured then while that event runs.</summary>
    [Fact]
    public async Task samples_that_came_after_the_seal_that_is_carried_over_are_no_difference()
    {
        await RunAsync(1790, 1800, [.. Samples(-60, 0, 1790, heardAtS: 300)]);

        (await SealOfAsync(Second)).Reason.ShouldBe("carried over from " + First);
        (await SealOfAsync(Second)).OffsetsMs.Count.ShouldBe(174);
        (await ReplayAsync(First)).Differences.ShouldBeEmpty();
        (await ReplayAsync(Second)).Differences.ShouldBeEmpty();
    }

    /// <summary>A seal of an earlier version counts each reading once, whatever its time, and is recomputed so.</summary>
    [Fact]
    public async Task a_seal_of_an_earlier_version_is_made_anew_by_its_own_method()
    {
        await StoreAsync([.. Enumerable.Range(1, 9).Select(i => Reading(-600 + i, 9))]);
        await RunAsync(600, 1800);
        var seal = await SealOfAsync(First);
        var earlier = seal with
        {
            Method = Seal.MethodOfSamples,
            BaselineKw = seal.UsedPowersKw.Average(),
            Hash = Seal.HashOf(Seal.MethodOfSamples, seal.WindowStart, seal.WindowEnd, seal.OffsetsMs, seal.UsedPowersKw),
            ReportIntervalSeconds = null,
        };
        earlier.BaselineKw.ShouldNotBe(seal.BaselineKw);
        await ReplaceAsync(First, earlier);

        (await ReplayAsync(First)).Differences.ShouldBeEmpty();
    }

    /// <summary>A reading that cannot be lies in the window of the seal and in the event, and is in neither.</summary>
    [Fact]
    public async Task readings_that_cannot_be_are_in_no_seal_and_no_figure_and_make_no_difference()
    {
        await RunAsync(600, 1800, [Implausible(-95), Implausible(95)]);

        (await SealOfAsync(First)).BaselineKw.ShouldBe(3);
        var report = await ReplayAsync(First);
        report.Differences.ShouldBeEmpty();
        (report.Stored.ActualReductionKw, report.Stored.ReadingsLeftOut).ShouldBe((2, 1));

        static (string, object) Implausible(int s) => Reading(s, 65_535, SampleFlags.Implausible);
    }

    private static (string, object) Reading(int s, double kw, params string[] flags) =>
        (TelemetryStreams.Of(Ven, At(s)), new TelemetrySampled(At(s), kw, null, null, null, null, null, null, null, flags, At(s)));

    [Fact]
    public async Task a_reading_that_a_carried_over_seal_lacks_is_named_too()
    {
        await RunAsync(1790, 1800);
        await ReplaceAsync(Second, Without(await SealOfAsync(Second), reading: 1));

        (await ReplayAsync(First)).Differences.ShouldBeEmpty();
        (await ReplayAsync(Second)).Differences.ShouldHaveSingleItem().ShouldBe(Lacking(-1790));
    }

    [Fact]
    public async Task a_reading_that_a_seal_lacks_is_named_though_its_mean_and_hash_are_right()
    {
        await RunAsync(600, 1800);
        await ReplaceAsync(First, Without(await SealOfAsync(First), reading: 0));

        (await ReplayAsync(First)).Differences.ShouldHaveSingleItem().ShouldBe(Lacking(-1800));
    }

    [Theory]
    [InlineData(119, false)]
    [InlineData(121, true)]
    public async Task a_missing_seal_is_named_two_minutes_after_the_part_began(int afterS, bool isNamed)
    {
        await RunAsync(600, 1800, sealsSecond: false);

        var report = await ReplayAsync(Second, atS: 1800 + afterS);

        report.Differences.Select(d => d.Where).ShouldBe(isNamed ? [$"baseline {Ven}"] : []);
        report.BaselinesRecomputed.ShouldBe(0);
    }

    /// <summary>A seal without one of its readings, whose mean and hash are right.</summary>
    private static BaselineSealed Without(BaselineSealed seal, int reading)
    {
        List<long> offsetsMs = [.. seal.OffsetsMs];
        List<double> kw = [.. seal.UsedPowersKw];
        offsetsMs.RemoveAt(reading);
        kw.RemoveAt(reading);
        var hash = Seal.HashOf(seal.Method, seal.WindowStart, seal.WindowEnd, offsetsMs, kw, seal.ReportIntervalSeconds);
        var meanKw = Seal.MeanKw(seal.Method, offsetsMs, kw, seal.ReportIntervalSeconds);
        return seal with { OffsetsMs = offsetsMs, UsedPowersKw = kw, BaselineKw = meanKw, Hash = hash };
    }

    private static ReplayDifference Lacking(double s) => new($"baseline {Ven} at {At(s):O}", null, "3");

    /// <summary>Has both events run to their ends, and the live figures made of all that is stored.</summary>
    private async Task RunAsync(int firstLastsS, int secondAtS, (string, object)[]? late = null, bool sealsSecond = true, int changes = 0)
    {
        var heardFromS = late is null ? 0 : -60;
        await StoreAsync([.. Samples(-1800, heardFromS, firstLastsS), .. Began(First, 0, firstLastsS)]);
        await SealAsync(First, 0);
        await StoreAsync([
            .. late ?? [],
            .. Samples(0, secondAtS, firstLastsS),
            .. Ended(First, firstLastsS),
            .. Began(Second, secondAtS, secondAtS + 600),
        ]);
        if (sealsSecond)
            await SealAsync(Second, secondAtS);
        await StoreAsync([
            .. Samples(secondAtS, secondAtS + 900, firstLastsS),
            .. Changed(Second, secondAtS, secondAtS + 600, changes),
            .. Ended(Second, secondAtS + 600),
        ]);
        await fixture.RebuildAsync(LiveProjection.ProjectionName);
    }

    private static (string, object)[] Began(string eventId, double fromS, double toS)
    {
        var id = eventId + ".1.x";
        return
        [
            (eventId, new EventScheduled(At(fromS), At(toS), 2, 100, AllocationMethods.Weighted, null, 0, At(fromS - 100))),
            (eventId, new EventActivated(Plan: null, 0, At(fromS))),
            (eventId, new EventPlanned(new AllocationPlan([new VenShare(Ven, 2)], [], 0), At(fromS))),
            (
                Participation.StreamOf(eventId, Ven),
                new CommandDispatched(id, CommandOps.ShedPanel, 1, 2, At(toS), At(toS), "event started", null, At(fromS))
            ),
            (Participation.StreamOf(eventId, Ven), Given.Yes(id, At(fromS + 1))),
        ];
    }

    /// <summary>Its VEN is told again and again that its share is what it is.</summary>
    private static IEnumerable<(string, object)> Changed(string eventId, double fromS, double toS, int times) =>
        Enumerable
            .Range(1, times)
            .Select(i =>
                (
                    Participation.StreamOf(eventId, Ven),
                    (object)
                        new CommandDispatched(
                            $"{eventId}.c{i}.x",
                            CommandOps.ShedPanel,
                            1 + i,
                            2,
                            At(toS),
                            At(toS),
                            "another share",
                            null,
                            At(fromS + (10 * i))
                        )
                )
            );

    private static (string, object)[] Ended(string eventId, double atS) =>
        [
            (eventId, new EventCompleted(At(atS))),
            (Participation.StreamOf(eventId, Ven), Given.Restore(eventId + ".2.x", At(atS))),
            (Participation.StreamOf(eventId, Ven), Given.Yes(eventId + ".2.x", At(atS + 1))),
        ];

    /// <summary>Samples from one time up to another, s from noon: 3 kW, and 1 kW while the first event runs.</summary>
    private static IEnumerable<(string, object)> Samples(int fromS, int toS, int firstLastsS, int? heardAtS = null)
    {
        for (var s = fromS; s < toS; s += IntervalS)
        {
            var kw = s >= 0 && s < firstLastsS ? 1 : 3;
            yield return (
                TelemetryStreams.Of(Ven, At(s)),
                new TelemetrySampled(At(s), kw, null, null, null, null, null, null, null, null, At(heardAtS ?? s))
            );
        }
    }

    private static DateTimeOffset At(double s) => Noon.AddSeconds(s);

    private async Task StoreAsync((string Stream, object Event)[] events)
    {
        await using (var session = fixture.Store.LightweightSession())
        {
            foreach (var (stream, stored) in events)
                session.Events.Append(stream, stored);
            await session.SaveChangesAsync();
        }
        // As the projection follows a running system; that an event's span is over is known when the next one's baseline is made.
        await using var live = fixture.Store.LightweightSession();
        var streams = events.Select(e => e.Stream).Distinct().ToArray();
        var page = (await live.EventsOfAsync(streams, default)).TakeLast(events.Length).ToList();
        await new LiveProjection(null).ApplyAsync(live, page, default);
        await live.SaveChangesAsync();
    }

    private async Task SealAsync(string eventId, double beganAtS)
    {
        _clock.SetUtcNow(At(beganAtS + 1));
        await using var session = fixture.Store.LightweightSession();
        await SealPageHandler.Handle(
            new SealPage(eventId, [new BegunPart(Ven, At(beganAtS))]),
            session,
            Microsoft.Extensions.Options.Options.Create(new BaselineOptions()),
            Microsoft.Extensions.Options.Options.Create(new LikeDayOptions()),
            _pressure,
            _clock,
            default
        );
        await session.SaveChangesAsync();
    }

    private async Task<BaselineSealed> SealOfAsync(string eventId)
    {
        await using var session = fixture.Store.QuerySession();
        return (await session.SealsAsync(eventId, [Ven], default)).ShouldHaveSingleItem();
    }

    /// <summary>Puts a seal in another one's place, and has the live figures made of it.</summary>
    private async Task ReplaceAsync(string eventId, BaselineSealed seal)
    {
        await using (var session = fixture.Store.LightweightSession())
        {
            session.QueueSqlCommand(
                "update drevents.mt_events set data = ?::jsonb where id = ?",
                fixture.Store.Options.Serializer().ToJson(seal),
                BaselineSealed.IdOf(eventId, Ven)
            );
            await session.SaveChangesAsync();
        }
        await fixture.RebuildAsync(LiveProjection.ProjectionName);
    }

    private async Task<ReplayReport> ReplayAsync(string eventId, double atS = 7200)
    {
        _clock.SetUtcNow(At(atS));
        return (await new Replay(fixture.Store, _clock).OfAsync(eventId, default)).ShouldNotBeNull();
    }
}
