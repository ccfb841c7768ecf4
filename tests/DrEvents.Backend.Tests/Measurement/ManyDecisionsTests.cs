using System.Globalization;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using Marten;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Measurement;

/// <summary>An event with many decisions is replayed in windows, so that what is in memory does not grow with decisions × VENs; the result is the same.</summary>
public sealed class ManyDecisionsTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const string EventId = "evt-00000001";
    private const int Vens = 6;
    private const int Decisions = 60;
    private const int EveryS = 10;
    private static readonly DateTimeOffset Noon = PastDay.Noon;

    [Fact]
    public async Task in_windows_the_same_is_decided_again_as_at_once()
    {
        await StoreAsync();

        var atOnce = await ReplayAsync(int.MaxValue);

        // The decisions are made up, and none was made: each differs, by all that its VENs looked like then.
        var decided = atOnce.Differences.Where(d => d.Where.StartsWith("shares at ", StringComparison.Ordinal)).ToList();
        decided.Select(d => d.Where[..d.Where.IndexOf('.', StringComparison.Ordinal)]).Distinct().Count().ShouldBe(Decisions);
        decided.Count(d => d.Where.EndsWith(".figures.measuredKw", StringComparison.Ordinal)).ShouldBe(Decisions);
        decided.Select(d => d.Replayed).Distinct().Count().ShouldBeGreaterThan(Decisions, "they look another way each time");
        foreach (var lookedMax in new[] { 1, 2 * Vens, (7 * Vens) + 1 })
        {
            var inWindows = await ReplayAsync(lookedMax);
            inWindows.Differences.ShouldBe(atOnce.Differences, lookedMax.ToString(CultureInfo.InvariantCulture));
            (inWindows.EventsRead, inWindows.EventsPending).ShouldBe((atOnce.EventsRead, atOnce.EventsPending));
        }
    }

    [Theory]
    [InlineData(1, Vens)] // a decision is looked at as a whole
    [InlineData(3 * Vens, 3 * Vens)]
    [InlineData(int.MaxValue, Decisions * Vens)]
    public void no_more_is_in_memory_than_is_said(int lookedMax, int atOnce)
    {
        var (looks, fold, state) = (new ReplayedLooks(EventId), new LiveFold(), Given.Active(EventId));
        List<SharesAdjusted> decisions = [.. Enumerable.Range(1, Decisions).Select(n => Decision(n, n))];
        foreach (var decision in decisions)
            looks.Add(state, decision);
        for (var v = 0; v < Vens; v++)
            fold.Apply(Participation.StreamOf(EventId, VenId(v)), Given.Shed("c", 2, Given.Start));

        List<long> windows = [.. ReplayedLooks.Windows(decisions, Vens, lookedMax)];
        foreach (var upTo in windows)
            looks.Compare(upTo, fold);

        windows[^1].ShouldBe(long.MaxValue);
        looks.LookedAtOnce.ShouldBe(atOnce);
        looks.Differences.All.Select(d => d.Where).Distinct().Count().ShouldBe(Decisions);
    }

    private static string VenId(int v) => $"ven-{v}";

    private static SharesAdjusted Decision(long asOf, int n) =>
        new(new ControlFigures(asOf, -1, -1, -1, -1, -1, -1), [], [], Noon.AddSeconds(n * EveryS));

    /// <summary>VENs that each report every ten seconds what they use, and between them decisions.</summary>
    private async Task StoreAsync()
    {
        var random = new Random(20261128);
        var end = Noon.AddHours(1);
        await AppendAsync([
            (EventId, new EventScheduled(Noon, end, 1000, 100, AllocationMethods.Weighted, null, 0, Noon, Control: ControlModes.Closed)),
            (EventId, new EventActivated(Plan: null, 0, Noon)),
            .. Enumerable.Range(0, Vens).Select(v => (Part(v), (object)Given.Shed("c", 2, Noon, end))),
            .. Enumerable.Range(0, Vens).Select(v => (Part(v), (object)Given.Yes("c", Noon.AddSeconds(1)))),
        ]);
        for (var n = 1; n <= Decisions; n++)
        {
            var at = Noon.AddSeconds((n * EveryS) - 1);
            await AppendAsync([
                .. Enumerable.Range(0, Vens).Select(v => (TelemetryStreams.Of(VenId(v), at), (object)Sample(v, at, random))),
            ]);
            await AppendAsync((EventId, Decision(await NewestAsync(), n)));
        }
        await fixture.RebuildAsync(LiveProjection.ProjectionName);

        static string Part(int v) => Participation.StreamOf(EventId, VenId(v));
    }

    private static TelemetrySampled Sample(int v, DateTimeOffset at, Random random)
    {
        var usedKw = random.NextDouble() * 4;
        var sample = GivenReadings.Of(VenId(v), at, usedKw, expectedKw: 4 + random.NextDouble()) with
        {
            PromisedReductionKw = 2,
            Loads = [new LoadReading("ev", null, null, null, usedKw, 3, null, null)],
        };
        return TelemetrySampled.From(sample, null, at);
    }

    private async Task AppendAsync(params (string Stream, object Event)[] events) =>
        await fixture.Store.SaveAsync(
            session =>
            {
                foreach (var (stream, stored) in events)
                    session.Events.Append(stream, stored);
            },
            CancellationToken.None
        );

    private async Task<long> NewestAsync()
    {
        await using var session = fixture.Store.QuerySession();
        return await session.Events.QueryAllRawEvents().MaxAsync(e => e.Sequence);
    }

    private async Task<ReplayReport> ReplayAsync(int lookedMax) =>
        (await new Replay(fixture.Store, new FakeTimeProvider(Noon.AddHours(2)), lookedMax).OfAsync(EventId, CancellationToken.None))!;
}
