using DrEvents.Backend.Store;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Backend.Tests.Store;

/// <summary>One of several nodes does a piece of work, and another when it is gone.</summary>
public sealed class OneOfManyTests(StoreFixture fixture) : IClassFixture<StoreFixture>
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(8);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task who_was_first_keeps_it_until_it_leaves()
    {
        var (one, other) = (Node("a"), Node("a"));
        for (var look = 0; look < 3; look++)
        {
            (await one.IsThisOneAsync(CancellationToken.None)).ShouldBeTrue();
            (await other.IsThisOneAsync(CancellationToken.None)).ShouldBeFalse();
            _clock.Advance(TimeSpan.FromSeconds(5));
        }
        await other.LeaveAsync(CancellationToken.None);
        (await other.IsThisOneAsync(CancellationToken.None)).ShouldBeFalse("only who has it can leave it");

        await one.LeaveAsync(CancellationToken.None);
        (await other.IsThisOneAsync(CancellationToken.None)).ShouldBeTrue();
        (await one.IsThisOneAsync(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task another_takes_it_from_one_that_is_gone_without_a_word()
    {
        var (one, other) = (Node("b"), Node("b"));
        (await one.IsThisOneAsync(CancellationToken.None)).ShouldBeTrue();

        _clock.Advance(Turn);

        (await other.IsThisOneAsync(CancellationToken.None)).ShouldBeTrue();
        (await one.IsThisOneAsync(CancellationToken.None)).ShouldBeFalse("it comes back too late");
    }

    [Fact]
    public async Task of_many_who_ask_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Node("c").IsThisOneAsync(CancellationToken.None)));

        answers.Count(isThisOne => isThisOne).ShouldBe(1);
    }

    private OneOfMany Node(string work) => new(fixture.Store, work, Turn, _clock);
}
