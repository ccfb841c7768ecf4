using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Forecast;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Records;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.LikeDays;
using Marten;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Forecast;

/// <summary>Three VENs alike, whose history is folded from samples: each could shed twice as much in the evening as in the morning, and a bit.</summary>
public sealed class FleetForecastTests(StoreFixture fixture) : IClassFixture<StoreFixture>, IAsyncLifetime
{
    /// <summary>A Wednesday.</summary>
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 12, 2, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Evening = new(2026, 11, 18, 17, 0, 0, TimeSpan.Zero);
    private static readonly string[] VenIds = ["ven-1", "ven-2", "ven-3"];
    private const double TodayKw = 12;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        await fixture.Store.Advanced.ResetAllData();
        await using var session = fixture.Store.LightweightSession();
        foreach (var venId in VenIds)
        {
            session.Store(Ven(venId));
            session.Store(new VenLive { Id = venId, Loads = [new LoadPower("ev", 20, TodayKw)] });
        }
        session.Store(new LivePage(LivePage.TheOne, "test", 0));
        await session.SaveChangesAsync();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task like_days_at_todays_level_say_what_can_be_shed_and_held()
    {
        await StoreHistoryAsync(days: 21);

        var forecast = await ForecastAsync();

        forecast.Method.ShouldBe(ForecastMethods.Quantiles);
        forecast.NoBandReason.ShouldBeNull();
        forecast.Days.Where(d => d.Used).Select(d => d.Date.Day).ShouldBe([17, 16, 13, 12, 11, 10, 9, 6, 5, 4]);
        forecast.Intervals.Select(i => i.Start).ShouldBe([Evening, Evening.AddMinutes(15), Evening.AddMinutes(30), Evening.AddMinutes(45)]);
        // Of ten outcomes, 0, 1, 2, 3, 4, 5, 6, 6, 7 and 9 percent more, the quantiles are 0.1, 4.5 and 8.8.
        var expected = new ForecastBand(3 * 24 * 1.045, 3 * 24 * 1.001, 3 * 24 * 1.088);
        foreach (var band in forecast.Intervals.Select(i => i.Shed).Append(forecast.Hold))
            ShouldBe(band, expected);
        (forecast.Vens, forecast.AvailableNowKw, forecast.DeliveredShare, forecast.TimesAsked).ShouldBe((3, 36, 1, 0));
    }

    [Fact]
    public async Task some_vens_have_their_own_forecast_from_their_own_history()
    {
        await StoreHistoryAsync(days: 21);

        var one = await ForecastAsync(new EventTargets(["ven-2"]));
        var grouped = await ForecastAsync(new EventTargets(null, ["north"]), TimeSpan.FromMinutes(5));

        ShouldBe(one.Hold, new ForecastBand(24 * 1.045, 24 * 1.001, 24 * 1.088));
        ShouldBe(grouped.Hold, new ForecastBand(2 * 24 * 1.045, 2 * 24 * 1.001, 2 * 24 * 1.088));
        (grouped.Vens, grouped.Intervals.Count, grouped.Granularity).ShouldBe((2, 12, "5m"));
    }

    [Fact]
    public async Task days_with_an_event_or_a_gap_in_these_hours_are_left_out_with_the_reason()
    {
        await StoreHistoryAsync(days: 21, without: Evening.AddDays(-5).AddMinutes(20), eventAt: Evening.AddDays(-2).AddMinutes(30));

        var forecast = await ForecastAsync();

        forecast.Days.Where(d => !d.Used).Select(d => (d.Date.Day, d.Reason)).ShouldBe([(16, DayReasons.Event), (13, DayReasons.Missing)]);
        forecast.Days.Count(d => d.Used).ShouldBe(10);
    }

    [Fact]
    public async Task few_days_make_the_band_wider_and_are_named()
    {
        await StoreHistoryAsync(days: 7);

        var forecast = await ForecastAsync();

        forecast.Method.ShouldBe(ForecastMethods.StudentT);
        // Five days: 7, 3, 2, 1 and 6 percent more; t of 4 degrees of freedom.
        var reach = 1.5332 * Math.Sqrt(6.7) * Math.Sqrt(1 + 1 / 5.0);
        ShouldBe(forecast.Hold, new ForecastBand(72 * 1.038, 72 * (1.038 - reach / 100), 72 * (1.038 + reach / 100)));
    }

    [Fact]
    public async Task without_history_it_says_what_can_be_shed_now_and_why_there_is_no_band()
    {
        var forecast = await ForecastAsync();

        forecast.Method.ShouldBe(ForecastMethods.AvailableNow);
        forecast.NoBandReason.ShouldBe(FleetForecast.NoHistory);
        forecast.LevelFactor.ShouldBeNull();
        forecast.Intervals.Select(i => i.Shed).Append(forecast.Hold).ShouldAllBe(band => band == new ForecastBand(36, null, null));
        forecast.Days.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task a_ven_that_delivered_half_before_counts_by_less()
    {
        await StoreHistoryAsync(days: 21);
        await using (var session = fixture.Store.LightweightSession())
        {
            var (at, id) = (Evening.AddDays(-3), "evt-0000000a");
            session.Store(
                Given.Scheduled(id) with
                {
                    Status = EventStatus.Completed,
                    StartTime = at,
                    EndTime = at.AddHours(1),
                    ActivatedAt = at,
                }
            );
            session.Store(Given.Part(id + "/ven-1", Given.Shed("c1", 2, at), Given.Yes("c1", at)));
            session.Store(Given.Part(id + "/ven-2", Given.Shed("c2", 2, at), Given.No("c2", at, "no")));
            session.Store(Given.Part(id + "/ven-3", Given.Shed("c3", 2, at), Given.Yes("c3", at)));
            session.Store(
                new MeteredParticipation(id + "/ven-1", id, "ven-1")
                {
                    BaselineKw = 5,
                    Samples = 1,
                    MeasuredS = 60,
                    UsedSumKw = 4 * 60,
                    PromisedS = 60,
                    PromisedSumKw = 2 * 60,
                }
            );
            await session.SaveChangesAsync();
        }

        var forecast = await ForecastAsync();

        // A half and nothing, each with three events of all before it; of the third nothing was measured.
        forecast.TimesAsked.ShouldBe(2);
        forecast.DeliveredShare.ShouldBe((3.5 / 4 + 3.0 / 4 + 1) / 3, 1e-9);
        forecast.Hold.Kw.ShouldBe(72 * 1.045 * forecast.DeliveredShare, 1e-6);
        (await ForecastAsync(new EventTargets(["ven-1"]))).DeliveredShare.ShouldBe(3.5 / 4, 1e-9);
    }

    [Fact]
    public async Task what_an_event_asks_more_than_can_be_held_is_its_shortfall_where_it_begins_later()
    {
        await StoreHistoryAsync(days: 21);
        var clock = new FakeTimeProvider(Now);
        var shortfall = new ForecastShortfall(Forecasts(clock), clock);
        await using var session = fixture.Store.QuerySession();

        // What is held are 75.24 kW; now 36 kW could be shed.
        (await Of(Evening, 100)).ShouldBe(100 - 75.24, 1e-3);
        (await Of(Evening, 70)).ShouldBe(0);
        (await Of(Now.AddMinutes(14), 100)).ShouldBe(64);
        (await Of(Now.AddDays(7), 100)).ShouldBe(64);

        Task<double> Of(DateTimeOffset start, double kw) =>
            shortfall.OfAsync(
                session,
                Given.Scheduled() with
                {
                    StartTime = start,
                    EndTime = start.AddHours(1),
                    RequestedReductionKw = kw,
                },
                CancellationToken.None
            );
    }

    [Theory]
    [InlineData(3, 3, 1)]
    [InlineData(1000, 1000, 1)]
    [InlineData(2500, 834, 3)]
    public void of_many_named_vens_every_nth_stands_for_all_by_what_they_can_shed_now(int vens, int read, double times)
    {
        var (venIds, factor) = FleetForecast.Read([.. Enumerable.Range(0, vens).Select(i => new Candidate($"ven-{i}", null, 2))]);

        venIds.Length.ShouldBe(read);
        venIds.Distinct().Count().ShouldBe(read);
        factor.ShouldBe(times, 0.01);
    }

    private async Task<ForecastView> ForecastAsync(EventTargets? targets = null, TimeSpan? granularity = null)
    {
        await using var session = fixture.Store.QuerySession();
        var query = ForecastQuery.Of(Evening, Evening.AddHours(1), granularity ?? ForecastQuery.Coarse, targets);
        return await Forecasts(new FakeTimeProvider(Now)).OfAsync(session, query, CancellationToken.None);
    }

    private static FleetForecast Forecasts(TimeProvider clock) => new(new VenRecords(clock), Options.Create(new ForecastOptions()), clock);

    /// <summary>Folds samples of the hours from 8 to 18 of each day, and of today until now.</summary>
    private async Task StoreHistoryAsync(int days, DateTimeOffset? without = null, DateTimeOffset? eventAt = null)
    {
        var fold = new LiveFold();
        foreach (var venId in VenIds)
        {
            if (eventAt is { } at && venId == "ven-1")
                fold.Apply("evt-000000ee/ven-1", Given.Shed("c1", 2, at, at.AddMinutes(20)));
            for (var day = Now.Date.AddDays(-days); day <= Now.Date; day = day.AddDays(1))
            {
                var first = new DateTimeOffset(day, TimeSpan.Zero).AddHours(8);
                for (var at5 = first; at5 < first.AddHours(10) && at5 < Now; at5 = at5.AddMinutes(5))
                {
                    if (at5 != without)
                        fold.Apply(TelemetryStreams.Of(venId, at5), Sample(at5));
                }
            }
        }
        await using var session = fixture.Store.LightweightSession();
        session.StoreAll([.. fold.Closed.Values], i => i.Id);
        session.StoreAll([.. fold.Fleet.Values], i => i.Id);
        await session.SaveChangesAsync();
    }

    private static TelemetrySampled Sample(DateTimeOffset at)
    {
        var levelKw = at.Date == Now.Date ? TodayKw : 8 + at.Day / 10.0;
        var kw = at.Hour < 14 ? levelKw : 2 * levelKw * (1 + at.Day % 10 / 100.0);
        return new(at, 50, null, null, null, null, null, null, [new LoadPower("ev", kw + 3, kw)], null, at);
    }

    private static void ShouldBe(ForecastBand band, ForecastBand expected)
    {
        band.Kw.ShouldBe(expected.Kw, 1e-6);
        band.LowKw!.Value.ShouldBe(expected.LowKw!.Value, 1e-2);
        band.HighKw!.Value.ShouldBe(expected.HighKw!.Value, 1e-2);
    }

    private static Features.Vens.Ven Ven(string venId) =>
        new()
        {
            Id = Features.Vens.Ven.StreamOf(venId),
            VenId = venId,
            Name = "",
            Location = new GeoLocation(0, 0),
            CreatedAt = Now,
            Online = true,
            Groups = venId == "ven-3" ? [] : ["north"],
        };
}
