using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Results;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using NodaTime;

namespace DrEvents.Backend.Tests.Results;

/// <summary>An event may last for weeks: each day that a VEN's part in it touched is an event day, also where it began before the first day that is asked for.</summary>
public sealed class LongPartScenarios : IAsyncLifetime
{
    private const string VenId = "ven-long";
    private const string Other = "evt-0dd00003";
    private static readonly DateTimeOffset Began = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly BackendInTime _backend = new();

    public ValueTask InitializeAsync() => _backend.InitializeAsync();

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public async Task days_of_a_part_that_began_long_before_are_event_days()
    {
        var until = Began.AddDays(20);
        await using (var session = _backend.Store.LightweightSession())
        {
            var told = new CommandDispatched($"{Other}.1.x", CommandOps.ShedPanel, 1, 1, until, until, "test", null, Began);
            session.Events.Append(Participation.StreamOf(Other, VenId), told);
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        await using var reading = _backend.Store.QuerySession();
        DateOnly Day(int after) => DateOnly.FromDateTime(Began.UtcDateTime).AddDays(after);
        Task<ILookup<string, DateOnly>> DaysAsync(string eventId, int first, int last) =>
            new ReadUse(reading, eventId, DateTimeZone.Utc).EventDaysAsync(
                [VenId],
                Day(first),
                Day(last),
                TestContext.Current.CancellationToken
            );

        (await DaysAsync("evt-0dd00004", first: 15, last: 25))[VenId].ShouldBe(Enumerable.Range(15, 6).Select(Day));
        (await DaysAsync("evt-0dd00004", first: -5, last: 1))[VenId].ShouldBe([Day(0), Day(1)]);
        (await DaysAsync("evt-0dd00004", first: 21, last: 25))[VenId].ShouldBeEmpty();
        (await DaysAsync(Other, first: 15, last: 25))[VenId].ShouldBeEmpty("its own event does not make its days unlike others");
    }
}
