using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Records;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Testing;
using Marten;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace DrEvents.Backend.Tests.Measurement;

/// <summary>What an event that is over came to is added up once, and again when something came late; the VEN used 3 kW before it and 1 kW in it.</summary>
public sealed class EndedTotalsTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private const string Ven = "ven-1";
    private const int LastsS = 600;
    private static readonly DateTimeOffset Noon = PastDay.Noon;
    private readonly FakeTimeProvider _clock = new(Noon.AddHours(3));
    private readonly LiveProjection _live = new(null);

    private EndedTotals Ended => new(fixture.Store, _clock);

    [Fact]
    public async Task it_is_added_up_once()
    {
        var over = await StoreAsync("evt-0000000a");
        var totals = await Ended.OfAsync(over, CancellationToken.None);
        (totals.MeanReductionKw, totals.Targeted, totals.Return!.NetKwh).ShouldBe((2, 1, 0));

        // Nothing says that this changed, as nothing of ours changes it like that: so whoever reads it again shows it.
        await fixture.ExecuteAsync($"update {fixture.TableOf<MeteredParticipation>()} set mean_reduction_kw = 9");

        (await Ended.OfAsync(over, CancellationToken.None)).ShouldBe(totals);
        (await Ended.OfAllAsync([over], CancellationToken.None)).ShouldHaveSingleItem().Value.ShouldBe(totals);
    }

    [Fact]
    public async Task readings_that_come_days_later_are_in_it()
    {
        var over = await StoreAsync("evt-0000000b");
        var before = await Ended.OfAsync(over, CancellationToken.None);

        await AppendAsync(
            (TelemetryStreams.Of(Ven, At(250)), Reading(250, 2, receivedAtS: 200_000)),
            (TelemetryStreams.Of(Ven, At(95)), Implausible(95))
        );

        var after = await Ended.OfAsync(over, CancellationToken.None);
        (before.ReadingsLeftOut, after.ReadingsLeftOut).ShouldBe((0, 1));
        after.MeanReductionKw.ShouldNotBe(before.MeanReductionKw);
        after.ShouldBe(await ReadAsync(over.Id));
    }

    [Fact]
    public async Task an_answer_that_comes_late_is_in_it()
    {
        var over = await StoreAsync("evt-0000000c", isAnswered: false);
        (await Ended.OfAsync(over, CancellationToken.None)).Responding.ShouldBe(0);

        await AppendAsync((Participation.StreamOf(over.Id, Ven), Given.Yes(over.Id, At(LastsS + 7_000), AckStandings.Late)));

        (await Ended.OfAsync(over, CancellationToken.None)).Responding.ShouldBe(1);
    }

    [Fact]
    public async Task what_changes_while_it_is_added_up_is_not_lost()
    {
        var over = await StoreAsync("evt-0000000d");
        await using var page = new NpgsqlConnection(fixture.ConnectionString);
        await page.OpenAsync();
        await using var transaction = await page.BeginTransactionAsync();
        await ExecuteAsync(
            $"insert into {fixture.TableOf<KeptFigures>()} (id, data) values ('{over.Id}', jsonb_build_object('id', '{over.Id}')) on conflict (id) do update set data = excluded.data"
        );
        await ExecuteAsync($"update {fixture.TableOf<MeteredParticipation>()} set mean_reduction_kw = 9 where event_id = '{over.Id}'");

        // It waits for the page, whose changes it has not seen.
        var first = Ended.OfAsync(over, CancellationToken.None);
        await Eventually.HoldsAsync(
            "it waits",
            async () =>
            {
                await using var session = fixture.Store.QuerySession();
                return (
                        await session.AdvancedSql.QueryAsync<long>(
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
                            CancellationToken.None
                        )
                    )[0] > 0;
            }
        );
        await transaction.CommitAsync();

        (await first).MeanReductionKw.ShouldBe(2);
        (await Ended.OfAsync(over, CancellationToken.None)).MeanReductionKw.ShouldBe(9);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, page, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>What others used then may be what its VENs are held against.</summary>
    [Fact]
    public async Task a_late_reading_of_a_ven_of_its_control_group_has_it_added_up_anew_and_that_of_another_does_not()
    {
        const string Other = "ven-2";
        const string Stranger = "ven-3";
        var over = await StoreAsync("evt-0000000f");
        await AppendAsync(
            (Features.Baselines.ControlGroupSealed.StreamOf(over.Id), new Features.Baselines.ControlGroupSealed([Other], HeldOut: 0, Noon)),
            (TelemetryStreams.Of(Stranger, At(3_000)), Reading(3_000, 3))
        );
        await AppendAsync((TelemetryStreams.Of(Other, At(3_000)), Reading(3_000, 3)));
        await Ended.OfAsync(over, CancellationToken.None);
        await AppendAsync((TelemetryStreams.Of(Other, At(3_010)), Reading(3_010, 3)));
        await AppendAsync((TelemetryStreams.Of(Stranger, At(-1_200)), Reading(-1_200, 3, receivedAtS: 3_010)));
        (await IsKeptAsync(over.Id)).ShouldBeTrue();

        await AppendAsync((TelemetryStreams.Of(Other, At(-1_200)), Reading(-1_200, 3, receivedAtS: 3_010)));

        (await IsKeptAsync(over.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task what_its_vens_delivered_is_read_again_only_once_it_is_forgotten()
    {
        var over = await StoreAsync("evt-00000011");
        await Ended.OfAsync(over, CancellationToken.None);
        var records = new VenRecords(_clock);
        await using var session = fixture.Store.QuerySession();
        var before = (await records.AllAsync(session, CancellationToken.None))[Ven];
        before.Times.ShouldBe(1);
        await fixture.ExecuteAsync($"update {fixture.TableOf<MeteredParticipation>()} set mean_metered_kw = 0");

        _clock.Advance(TimeSpan.FromMinutes(11));
        (await records.AllAsync(session, CancellationToken.None))[Ven].ShouldBe(before);

        await fixture.ExecuteAsync($"update {fixture.TableOf<KeptFigures>()} set data = jsonb_build_object('id', id)");
        _clock.Advance(TimeSpan.FromMinutes(11));
        // A plan is given an answer that is there already, be it the last one or what was read this moment.
        (await records.LastAsync(fixture.Store, CancellationToken.None))[Ven]
            .Times.ShouldBe(before.Times);
        await Eventually.HoldsAsync(
            "it is read beside that",
            async () => (await records.LastAsync(fixture.Store, CancellationToken.None))[Ven].Share < before.Share
        );
    }

    [Fact]
    public async Task one_that_asks_for_many_makes_a_few_and_is_told_all()
    {
        var over = await StoreAsync("evt-00000010");
        DrEvent[] all = [.. Enumerable.Range(0, 5).Select(n => over with { Id = $"evt-0000002{n}" }), over];

        var totals = await Ended.OfAllAsync(all, CancellationToken.None);

        totals[over.Id].MeanReductionKw.ShouldBe(2);
        (await IsKeptAsync("evt-00000022"), await IsKeptAsync("evt-00000023"), await IsKeptAsync(over.Id)).ShouldBe((true, false, false));
    }

    [Fact]
    public async Task none_is_kept_whose_vens_come_back_just_now()
    {
        var over = await StoreAsync("evt-0000000e");
        var ended = new EndedTotals(fixture.Store, new FakeTimeProvider(Noon.AddMinutes(30)));

        (await ended.OfAllAsync([over], CancellationToken.None)).ShouldHaveSingleItem().Value.MeanReductionKw.ShouldBe(2);
        (await ended.OfAsync(over, CancellationToken.None)).MeanReductionKw.ShouldBe(2);

        (await IsKeptAsync(over.Id)).ShouldBeFalse();
    }

    private async Task<bool> IsKeptAsync(string eventId)
    {
        await using var session = fixture.Store.QuerySession();
        return EndedTotals.Kept(await session.LoadAsync<KeptFigures>(eventId)) is not null;
    }

    private static DateTimeOffset At(double s) => Noon.AddSeconds(s);

    private static TelemetrySampled Reading(int s, double kw, int? receivedAtS = null) =>
        new(At(s), kw, null, null, null, null, null, null, null, null, At(receivedAtS ?? s));

    private static TelemetrySampled Implausible(int s) => Reading(s, 65_535) with { Flags = [SampleFlags.Implausible] };

    /// <summary>A VEN in an event that lasts ten minutes, not heard for two of them; ten minutes more are heard of it.</summary>
    private async Task<DrEvent> StoreAsync(string eventId, bool isAnswered = true)
    {
        await fixture.Store.Advanced.Clean.DeleteAllDocumentsAsync();
        await fixture.Store.Advanced.Clean.DeleteAllEventDataAsync();
        var part = Participation.StreamOf(eventId, Ven);
        await AppendAsync([
            (eventId, new EventScheduled(Noon, At(LastsS), 2, 100, AllocationMethods.Weighted, null, 0, At(-100))),
            (eventId, new EventActivated(Plan: null, 0, Noon)),
            (part, Given.Shed(eventId, 2, Noon, At(LastsS))),
            .. isAnswered ? [(part, (object)Given.Yes(eventId, At(1)))] : Array.Empty<(string, object)>(),
            (
                Features.Baselines.BaselineSealed.StreamOf(eventId),
                new Features.Baselines.BaselineSealed(Ven, "pre-event-mean", 3, Verified: true, null, Noon, Noon, [], [], "", Noon)
            ),
            .. Enumerable
                .Range(1, 2 * LastsS / 10)
                .Where(i => i is < 18 or > 30)
                .Select(i => (TelemetryStreams.Of(Ven, Noon), (object)Reading((10 * i) - 1, 10 * i <= LastsS ? 1 : 3))),
            (eventId, new EventCompleted(At(LastsS))),
        ]);
        await using var session = fixture.Store.QuerySession();
        return (await session.LoadAsync<DrEvent>(eventId))!;
    }

    /// <summary>Stores events and has the projection follow.</summary>
    private async Task AppendAsync(params (string Stream, object Event)[] events)
    {
        await fixture.Store.SaveAsync(
            session =>
            {
                foreach (var (stream, stored) in events)
                    session.Events.Append(stream, stored);
            },
            CancellationToken.None
        );
        await using var live = fixture.Store.LightweightSession();
        var all = await live.EventsOfAsync([.. events.Select(e => e.Stream).Distinct()], CancellationToken.None);
        await _live.ApplyAsync(live, all.TakeLast(events.Length).ToList(), CancellationToken.None);
        await live.SaveChangesAsync();
    }

    private async Task<EventTotals> ReadAsync(string eventId)
    {
        await using var session = fixture.Store.QuerySession();
        var totals = await EventTotals.ReadAsync(session, [eventId], _clock.GetUtcNow(), CancellationToken.None);
        return totals[eventId] with { Return = await ReturnTotals.ReadAsync(session, eventId, CancellationToken.None) };
    }
}
