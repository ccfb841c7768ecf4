using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Mqtt;
using Marten;
using Marten.Events;

namespace DrEvents.Backend.Tests.Measurement;

/// <summary>The totals that the store adds up are those that the figures, read one by one, come to: at any time, whatever the VENs did.</summary>
public sealed class EventTotalsTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const double KwTolerance = 1e-9;
    private const string First = "evt-00000001";
    private const string Second = "evt-00000002";
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task the_store_and_the_figures_come_to_the_same_totals()
    {
        await StoreAsync(new Random(20261123));
        await ProjectAsync();

        await using var session = fixture.Store.QuerySession();
        foreach (var now in new[] { Noon, Noon.AddSeconds(40), Noon.AddSeconds(61.5), Noon.AddMinutes(9), Noon.AddMinutes(31) })
        {
            var totals = await EventTotals.ReadAsync(session, [First, Second, "evt-00000003"], now, CancellationToken.None);

            totals.Keys.Order().ShouldBe([First, Second]);
            foreach (var (eventId, stored) in totals)
                ShouldBeSame(stored, await FiguredAsync(session, eventId, now));
        }
        var soon = (await EventTotals.ReadAsync(session, [First], Noon.AddSeconds(40), CancellationToken.None))[First];
        new double[]
        {
            soon.Told,
            soon.Responding,
            soon.Refused,
            soon.Unverified,
            soon.Fresh,
            soon.CurrentReductionKw,
            soon.CurrentErrorKw,
            soon.ByCounterfactual,
            soon.ByPreEventMean,
            soon.ReadingsLeftOut,
        }.ShouldAllBe(n => n > 0);
        await TheControlLoopReadsTheSameAsync(session);
    }

    /// <summary>Replay decides again from the documents: the loop has to have seen the same, times to the last digit.</summary>
    private static async Task TheControlLoopReadsTheSameAsync(IQuerySession session)
    {
        var read = await session.FieldsAsync<MeteredParticipation, ControlledVen, string>(
            nameof(MeteredParticipation.EventId),
            [First],
            CancellationToken.None
        );

        var meters = await session.Query<MeteredParticipation>().Where(m => m.EventId == First).ToListAsync();
        read.ShouldBe(meters.OrderBy(m => m.Id, StringComparer.Ordinal).Select(ControlledVen.Of));
        read.ShouldContain(v => v.AnsweredAt != null && v.AnsweredAt.Value.Ticks % TimeSpan.TicksPerMicrosecond != 0);
        read.ShouldContain(v => v.WatchedS > 0 && v.MissingKw != null);
    }

    private static void ShouldBeSame(EventTotals stored, EventTotals figured)
    {
        // A sum's last digits depend on the order of adding up.
        stored.CurrentReductionKw.ShouldBe(figured.CurrentReductionKw, KwTolerance);
        stored.ClaimedReductionKw.ShouldBe(figured.ClaimedReductionKw, KwTolerance);
        stored.MeanReductionKw.ShouldBe(figured.MeanReductionKw, KwTolerance);
        stored.PreEventReductionKw.ShouldBe(figured.PreEventReductionKw, KwTolerance);
        stored.CurrentErrorKw.ShouldBe(figured.CurrentErrorKw, KwTolerance);
        (stored.AvgResponseMs ?? -1).ShouldBe(figured.AvgResponseMs ?? -1, KwTolerance);
        (
            figured with
            {
                CurrentReductionKw = stored.CurrentReductionKw,
                ClaimedReductionKw = stored.ClaimedReductionKw,
                MeanReductionKw = stored.MeanReductionKw,
                PreEventReductionKw = stored.PreEventReductionKw,
                CurrentErrorKw = stored.CurrentErrorKw,
                AvgResponseMs = stored.AvgResponseMs,
            }
        ).ShouldBe(stored);
    }

    private async Task StoreAsync(Random random)
    {
        await using var session = fixture.Store.LightweightSession();
        var appends = new StreamAppends();
        foreach (var eventId in new[] { First, Second })
        {
            for (var n = 0; n < 60; n++)
                AddVen(appends, eventId, $"ven-{eventId[^1]}-{n}", random);
        }
        await appends.AppendToAsync(session, CancellationToken.None);
        await session.SaveChangesAsync();
    }

    private static void AddVen(StreamAppends appends, string eventId, string venId, Random random)
    {
        var part = Participation.StreamOf(eventId, venId);
        if (random.Next(6) == 0)
        {
            appends.Add(part, new ParticipationSkipped("offline", Noon));
            return;
        }
        var end = Noon.AddMinutes(30);
        appends.Add(part, new CommandDispatched("c", CommandOps.ShedPanel, 1, random.NextDouble() * 4, end, end, "start", null, Noon));
        if (random.Next(5) > 0)
        {
            var answeredAt = Noon.AddSeconds(random.NextDouble() * 8);
            var ok = random.Next(5) > 0;
            appends.Add(
                part,
                new AckReceived("c", CommandOps.ShedPanel, ok, AckStandings.First, 2, 2, null, null, null, null, 5, null, answeredAt)
            );
            if (ok && random.Next(6) == 0)
                appends.Add(part, new OptedOut("c", "guests", null, Noon.AddSeconds(35)));
        }
        if (random.Next(4) > 0)
        {
            var isVerified = random.Next(4) > 0;
            var baseline = new BaselineSealed(venId, "pre-event-mean", 5, isVerified, null, Noon, Noon, [], [], "", Noon);
            appends.Add(BaselineSealed.StreamOf(eventId), baseline);
        }
        for (var s = 0; s < random.Next(70); s += 5)
        {
            var at = Noon.AddSeconds(s);
            double? claimed = random.Next(3) > 0 ? random.NextDouble() : null;
            appends.Add(
                TelemetryStreams.Of(venId, at),
                new TelemetrySampled(
                    at,
                    random.NextDouble() * 6,
                    claimed,
                    null,
                    null,
                    6,
                    null,
                    s,
                    null,
                    random.Next(9) == 0 ? [SampleFlags.Implausible] : null,
                    at,
                    random.Next(3) == 0 ? random.NextDouble() : null,
                    BaselineMethods.Counterfactual
                )
            );
        }
    }

    /// <summary>Commands before samples, as they come in life.</summary>
    private async Task ProjectAsync()
    {
        await using var session = fixture.Store.LightweightSession();
        var events = await session.Events.QueryAllRawEvents().OrderBy(e => e.Sequence).ToListAsync();
        await new LiveProjection(null).ApplyAsync(session, events, CancellationToken.None);
        await session.SaveChangesAsync();
    }

    private static async Task<EventTotals> FiguredAsync(IQuerySession session, string eventId, DateTimeOffset now)
    {
        var parts = await session.Query<Participation>().Where(p => p.EventId == eventId).ToListAsync();
        var metered = await session.Query<MeteredParticipation>().Where(m => m.EventId == eventId).ToListAsync();
        return EventTotals.Of([.. parts.Select(ParticipationRow.Of)], metered.Select(MeterRow.Of), now);
    }
}
