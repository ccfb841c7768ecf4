using System.Diagnostics.Metrics;
using DrEvents.Backend.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Hosting;

public sealed class PressureTests
{
    private const int TooMany = 501;
    private readonly FakeTimeProvider _clock = new();
    private readonly Pressure _pressure;

    public PressureTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        _pressure = new Pressure(_clock, meters);
    }

    [Fact]
    public void where_nothing_is_urgent_nobody_waits() => Enum.GetValues<Waiter>().ShouldAllBe(w => !_pressure.HasToWait(w));

    [Fact]
    public void commands_go_before_what_comes_in_and_all_that_works_for_later_and_not_before_themselves()
    {
        using var commands = _pressure.BeginCommands();

        Waiting()
            .ShouldBe([
                Waiter.Telemetry,
                Waiter.Answers,
                Waiter.ReadModels,
                Waiter.Acknowledgements,
                Waiter.Baselines,
                Waiter.Rebuild,
                Waiter.Archive,
                Waiter.Receipts,
            ]);
    }

    [Fact]
    public void messages_that_are_too_many_go_before_the_list_of_acknowledgements_baselines_repeats_rebuilds_and_archive()
    {
        _pressure.AddMessages(TooMany - 1);
        Waiting().ShouldBeEmpty();

        _pressure.AddMessages(1);

        Waiting().ShouldBe([Waiter.Acknowledgements, Waiter.Baselines, Waiter.Repeats, Waiter.Rebuild, Waiter.Archive]);
    }

    [Fact]
    public void samples_that_are_too_many_go_before_answers_too_until_they_are_stored_and_not_for_long()
    {
        _pressure.AddSamples(TooMany);
        Waiting().ShouldBe([Waiter.Answers, Waiter.Acknowledgements, Waiter.Baselines, Waiter.Repeats, Waiter.Rebuild, Waiter.Archive]);

        _pressure.AddSamples(-1);
        _pressure.HasToWait(Waiter.Answers).ShouldBeFalse();

        _pressure.AddSamples(1);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _pressure.HasToWait(Waiter.Answers).ShouldBeFalse("an answer that is never stored would be asked for again");
    }

    [Fact]
    public void a_lull_between_two_batches_is_not_the_end_of_too_many_messages()
    {
        _pressure.AddMessages(TooMany);
        _pressure.AddMessages(-TooMany);
        _pressure.HasToWait(Waiter.Repeats).ShouldBeTrue("the next batch may be at the broker");

        _clock.Advance(TimeSpan.FromSeconds(3));

        _pressure.HasToWait(Waiter.Repeats).ShouldBeFalse();
    }

    [Fact]
    public async Task whoever_waits_goes_on_when_the_last_work_on_commands_is_done()
    {
        var (one, other) = (_pressure.BeginCommands(), _pressure.BeginCommands());
        var waiting = _pressure.GiveWayAsync(Waiter.ReadModels, CancellationToken.None);

        one.Dispose();
        one.Dispose();
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        waiting.IsCompleted.ShouldBeFalse("another piece of work is under way");
        other.Dispose();
        _clock.Advance(TimeSpan.FromMilliseconds(20));

        await waiting;
        using var next = _pressure.BeginCommands();
        _pressure.HasToWait(Waiter.ReadModels).ShouldBeTrue("the next one counts like the first");
    }

    [Theory]
    [InlineData(Waiter.Telemetry, 1.5)]
    [InlineData(Waiter.Answers, 1.5)]
    [InlineData(Waiter.Acknowledgements, 6)]
    [InlineData(Waiter.ReadModels, 6)]
    [InlineData(Waiter.Baselines, 10)]
    [InlineData(Waiter.Archive, 60)]
    public void work_that_does_not_end_holds_nobody_for_long(Waiter waiter, double longestS)
    {
        using var stuck = _pressure.BeginCommands();

        _clock.Advance(TimeSpan.FromSeconds(longestS - 0.1));
        _pressure.HasToWait(waiter).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        _pressure.HasToWait(waiter).ShouldBeFalse();
    }

    [Fact]
    public void what_is_urgent_on_another_node_counts_here_until_that_node_says_otherwise()
    {
        _pressure.Elsewhere(new Dictionary<Urgent, DateTimeOffset?> { [Urgent.Commands] = _clock.GetUtcNow() });
        _pressure.HasToWait(Waiter.ReadModels).ShouldBeTrue();
        _pressure.SinceHere(Urgent.Commands).ShouldBeNull("it is told of this node only what happens here");

        _pressure.Elsewhere([]);

        _pressure.HasToWait(Waiter.ReadModels).ShouldBeFalse();
    }

    [Fact]
    public void how_long_anybody_waits_counts_from_the_first_node_that_was_under_pressure()
    {
        _pressure.Elsewhere(new Dictionary<Urgent, DateTimeOffset?> { [Urgent.Commands] = _clock.GetUtcNow().AddSeconds(-5) });
        using var here = _pressure.BeginCommands();

        _clock.Advance(TimeSpan.FromSeconds(1));

        _pressure.HasToWait(Waiter.ReadModels).ShouldBeFalse();
    }

    [Fact]
    public async Task how_long_somebody_waited_is_in_the_metrics()
    {
        var waited = new List<(double S, string? Who)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "drevents.pressure.waited")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (_, s, tags, _) =>
            {
                lock (waited)
                    waited.Add((s, tags[0].Value?.ToString()));
            }
        );
        listener.Start();
        var work = _pressure.BeginCommands();
        var waiting = _pressure.GiveWayAsync(Waiter.Archive, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        work.Dispose();
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        await waiting;

        lock (waited)
            waited.ShouldContain((0.04, nameof(Waiter.Archive)));
    }

    private List<Waiter> Waiting() => [.. Enum.GetValues<Waiter>().Where(_pressure.HasToWait)];
}
