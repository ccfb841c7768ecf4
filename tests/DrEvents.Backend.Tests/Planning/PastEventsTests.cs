using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Planning;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Planning;

public sealed class PastEventsTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 17, 0, 0, TimeSpan.Zero);

    private static PastEvent Past(double hoursBefore, double lastsH = 1) =>
        new("ven-1", "evt-000000ff", ParticipationStatus.Restored, At.AddHours(-hoursBefore), At.AddHours(lastsH - hoursBefore));

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData(3, null, null, null)]
    [InlineData(2, null, null, SkipReasons.LimitReached)] // 2 and 5 hours ago; the third was yesterday
    [InlineData(null, 4, null, null)]
    [InlineData(null, 3, null, SkipReasons.LimitReached)] // the fourth was before 1 April
    [InlineData(null, null, 60, null)] // its last event ended an hour ago
    [InlineData(null, null, 61, SkipReasons.Resting)]
    public void a_ven_is_out_for_what_it_did_before(int? perDay, int? perSeason, int? restMinutes, string? reason)
    {
        PastEvent[] past = [Past(2), Past(5), Past(18), Past(24 * 100)];

        PastEvents.Reason(new HomeLimits(null, null, perDay, perSeason, restMinutes), past, At).ShouldBe(reason);
    }

    [Fact]
    public void one_that_sheds_in_an_event_has_not_rested() =>
        PastEvents.Reason(new HomeLimits(MinRestMinutes: 1), [Past(1, lastsH: 3)], At).ShouldBe(SkipReasons.Resting);

    [Theory]
    [InlineData("2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z")]
    [InlineData("2026-09-30T23:59:59Z", "2026-04-01T00:00:00Z")]
    [InlineData("2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z")]
    [InlineData("2027-03-31T23:59:59Z", "2026-10-01T00:00:00Z")]
    [InlineData("2026-04-01T01:00:00+02:00", "2025-10-01T00:00:00Z")]
    public void a_season_is_a_half_year(string at, string begins) =>
        PastEvents.SeasonOf(DateTimeOffset.Parse(at, null)).ShouldBe(DateTimeOffset.Parse(begins, null));

    [Theory]
    [InlineData("restored", true)]
    [InlineData("refused", false)]
    [InlineData("skipped", false)]
    [InlineData("own", false)]
    public async Task what_was_told_to_shed_is_read_and_nothing_else(string what, bool counts)
    {
        var part = what switch
        {
            "restored" => Part("evt-000000f1", Given.Restore("c2", At.AddMinutes(-90))),
            "refused" => Part("evt-000000f2", Given.No("c1", At.AddHours(-2), "no")),
            "own" => Part("evt-000000f3", Given.Yes("c1", At.AddHours(-2))),
            _ => Given.Part("evt-000000f4/ven-skipped", new ParticipationSkipped(SkipReasons.NotNeeded, At.AddHours(-2))),
        };
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Store(part);
            await session.SaveChangesAsync();
        }

        (await ReadAsync(new HomeLimits(MaxEventsPerDay: 1))).ShouldBe(counts ? SkipReasons.LimitReached : null);
        // Restored half an hour before its end: the rest counts from then.
        (await ReadAsync(new HomeLimits(MinRestMinutes: 91))).ShouldBe(counts ? SkipReasons.Resting : null);
        (await ReadAsync(new HomeLimits(MinRestMinutes: 89))).ShouldBeNull();

        Participation Part(string eventId, object then) =>
            Given.Part($"{eventId}/ven-{what}", Given.Shed("c1", 2, At.AddHours(-2), At.AddHours(-1)), then);

        async Task<string?> ReadAsync(HomeLimits limits)
        {
            await using var session = fixture.Store.QuerySession();
            var read = await PastEvents.ReadAsync(session, "evt-000000f3", [($"ven-{what}", limits), ("ven-x", new())], At, default);
            return read.GetValueOrDefault($"ven-{what}");
        }
    }
}
