using DrEvents.Benchmarks.Homes;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Tests;

/// <summary>The proof on homes, of a few of them: the same way through homes, intake, commands, projections and results, without figures that chance decides.</summary>
public sealed class HomesTests
{
    private static readonly HomesPlan Plan = new(Homes: 9, Days: 9, FreeDays: 7, Groups: 3, WindowHomes: 3);

    [Fact]
    public async Task a_few_homes_are_called_and_measured_by_the_backend_and_held_against_their_truth()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var town = new HomesTown(Plan, _ => Task.CompletedTask);
        await using var backend = await HomesBackend.StartAsync(
            database.ConnectionString,
            new InTimeClock(Plan.First),
            town.ById,
            cancellation
        );

        var calls = await town.LiveAsync(backend, cancellation);
        var placebos = await Placebos.MeasureAsync(backend, Plan, cancellation);

        calls.Select(c => c.Call).ShouldBe(Plan.Calls());
        foreach (var call in calls)
        {
            var about = FormattableString.Invariant(
                $"event {call.Call.Number}, {call.PortfolioKw:0.00} of {call.PortfolioTrueKw:0.00} kW, {call.RequestedKw} kW asked"
            );
            (call.Result.Start, call.Result.End).ShouldBe((call.Call.Start, call.Call.End), about);
            call.Vens.Select(v => v.VenId).ShouldBeSubsetOf(Plan.HomesOf(call.Call.Group).Select(HomesTown.VenIdOf), about);
            call.Vens.ShouldNotBeEmpty(about);
            call.Vens.ShouldAllBe(v => v.Profile == "caiso-10-in-10" && v.Provisional == null, about);
            call.Result.NotMeasured.ShouldBe(0, about);
            // They really shed, and what the backend takes for their use is their use.
            call.PortfolioTrueKw.ShouldBeGreaterThan(0.2 * call.RequestedKw, about);
            call.Result.Portfolio.ActualKw.Average()!.Value.ShouldBe(call.PortfolioUsedKw, 0.1 * call.PortfolioUsedKw + 0.2, about);
            call.ByVen.Sum(v => v.Kw).ShouldBe(call.PortfolioKw, 1e-4, about);
            call.IsCovered.ShouldNotBeNull(about);
            call.Profiles.Single(p => p.Profile == "caiso-10-in-10").MeanKw!.Value.ShouldBe(call.PortfolioKw, 1e-6, about);
        }
        placebos.Count.ShouldBe(Plan.Windows().Count);
        placebos.ShouldAllBe(p => double.IsFinite(p.ErrorKw) && p.ActualKw > 0 && p.IsCovered != null);
    }

    [Fact]
    public void a_home_that_nobody_calls_is_its_own_twin_and_reports_what_the_simulators_history_does()
    {
        var (called, free) = (Home(), Home());
        called.BeginDay(Plan.First, isCalled: true);
        free.BeginDay(Plan.First, isCalled: false);

        for (var slot = Plan.First; slot < Plan.First.AddHours(6); slot += HomeInDays.Slot)
        {
            var (one, other) = (called.Pass(slot), free.Pass(slot));
            one.DeliveredKw.ShouldBe(0);
            one.Samples.Single().ToUtf8().ShouldBe(other.Samples.Single().ToUtf8());
        }

        static HomeInDays Home() => new("home-001", HomesTown.SeedOf(0));
    }

    [Fact]
    public void placebo_windows_are_of_homes_that_are_not_called_on_that_day_and_no_home_is_in_two_at_once()
    {
        var plan = new HomesPlan(Homes: 300, Days: 30, FreeDays: 14, Groups: 3, WindowHomes: 17);
        var called = plan.Calls().Select(c => (c.Start.Date, c.Group)).ToHashSet();

        var windows = plan.Windows();

        plan.Calls().Count.ShouldBe(24);
        windows.Count.ShouldBeGreaterThan(200);
        windows.Where(w => w.Homes.Any(h => called.Contains((w.Start.Date, plan.GroupOf(h))))).ShouldBeEmpty();
        var hours = windows.SelectMany(w => w.Homes.Select(h => (h, w.Start))).ToList();
        hours.Distinct().Count().ShouldBe(hours.Count);
    }

    [Theory]
    [InlineData(0, 10, 0, 0.3085)]
    [InlineData(9, 10, 0.5550, 0.9975)]
    [InlineData(180, 200, 0.8498, 0.9378)]
    public void the_interval_of_a_share_is_the_exact_one(int hits, int cases, double low, double high)
    {
        var (from, to) = new Coverage(hits, cases).Interval;

        from.ShouldBe(low, 1e-4);
        to.ShouldBe(high, 1e-4);
    }

    [Fact]
    public async Task a_clock_that_stands_still_lets_wait_until_it_is_turned()
    {
        var clock = new InTimeClock(Plan.First);
        var hour = Task.Delay(TimeSpan.FromHours(1), clock, TestContext.Current.CancellationToken);
        var ticks = 0;
        await using var timer = clock.CreateTimer(_ => ticks++, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

        clock.TurnTo(Plan.First.AddMinutes(59));
        (hour.IsCompleted, ticks).ShouldBe((false, 0));
        clock.TurnTo(Plan.First.AddHours(5));
        await hour;
        ticks.ShouldBe(1);
        clock.TurnTo(Plan.First.AddHours(6));

        ticks.ShouldBe(2);
        clock.GetUtcNow().ShouldBe(Plan.First.AddHours(6));
    }

    [Fact]
    public async Task a_clock_that_is_not_turned_lets_nobody_wait_for_ever() =>
        await Task.Delay(TimeSpan.FromMilliseconds(20), new InTimeClock(Plan.First), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
