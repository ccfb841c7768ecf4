using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using DrEvents.Backend.Store;
using Marten;

namespace DrEvents.Backend.Tests.DeadLetters;

public sealed class RetentionTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100, 1_000, new long[] { 1, 2, 3, 4, 5 })]
    [InlineData(2, 1_000, new long[] { 4, 5 })]
    [InlineData(100, 25, new long[] { 4, 5 })]
    [InlineData(100, 9, new long[] { })]
    public async Task the_newest_letters_are_kept_that_fit_into_both_bounds(int lettersMax, long bytesMax, long[] kept)
    {
        await ClearAsync();
        await using var session = fixture.Store.LightweightSession();
        session.Insert(Enumerable.Range(1, 5).Select(i => Letter(i)).ToArray());
        await session.SaveChangesAsync();

        await TrimDeadLettersHandler.TrimAsync(session, lettersMax, bytesMax, CancellationToken.None);
        await session.SaveChangesAsync();

        await using var after = fixture.Store.QuerySession();
        (await after.Query<DeadLetter>().OrderBy(l => l.Id).Select(l => l.Id).ToListAsync()).ShouldBe(kept);
    }

    [Fact]
    public async Task the_count_of_all_letters_survives_the_trim_and_numbers_the_next()
    {
        await ClearAsync();
        var before = await TotalAsync();
        await BuryAsync(3);
        await using (var session = fixture.Store.LightweightSession())
        {
            await TrimDeadLettersHandler.TrimAsync(session, 0, 0, CancellationToken.None);
            await session.SaveChangesAsync();
        }

        await BuryAsync(1);

        (await TotalAsync()).ShouldBe(before + 4);
        await using var query = fixture.Store.QuerySession();
        (await query.Query<DeadLetter>().SingleAsync()).Id.ShouldBe(before + 4);
    }

    [Fact]
    public async Task letters_that_were_never_counted_do_not_stand_in_the_way()
    {
        await ClearAsync();
        await using (var session = fixture.Store.LightweightSession())
        {
            session.Insert(Letter(1_000));
            await session.SaveChangesAsync();
        }

        await BuryAsync(2);

        await using var query = fixture.Store.QuerySession();
        (await query.Query<DeadLetter>().OrderBy(l => l.Id).Select(l => l.Id).ToListAsync()).ShouldBe([1_000, 1_001, 1_002]);
    }

    private async Task ClearAsync()
    {
        await using var session = fixture.Store.LightweightSession();
        session.DeleteWhere<DeadLetter>(l => l.Id > 0);
        await session.SaveChangesAsync();
    }

    private async Task BuryAsync(int count)
    {
        await using var session = fixture.Store.LightweightSession();
        var intake = new Intake(session, Noon);
        await Burial.AddAsync(intake, [.. Enumerable.Range(0, count).Select(_ => Letter(0))], CancellationToken.None);
        await intake.Appends.AppendToAsync(session, default);
        await session.SaveChangesAsync();
    }

    private async Task<long> TotalAsync()
    {
        await using var session = fixture.Store.QuerySession();
        return await Burial.TotalCountAsync(session, CancellationToken.None);
    }

    private static DeadLetter Letter(long id) =>
        new()
        {
            Id = id,
            Topic = "t",
            Reason = "r",
            ReceivedAt = Noon,
            Payload = new byte[10],
            PayloadBytes = 10,
        };
}
