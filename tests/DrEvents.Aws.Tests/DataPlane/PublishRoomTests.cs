using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Mqtt;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Aws.Tests.DataPlane;

public sealed class PublishRoomTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void however_they_are_delayed_no_second_has_more()
    {
        const int most = 20;
        var (room, chance) = (new PublishRoom(most, _clock), new Random(7));
        var (arrived, underWay, entering) = (new List<DateTimeOffset>(), new List<(int Arrives, int Answered)>(), room.EnterAsync(default));
        for (var ms = 0; ms < 20_000; ms++)
        {
            while (entering.IsCompleted)
            {
                // A network that stands still now and then, and hands over at once what it held.
                var arrives = chance.Next(3) == 0 ? ((ms / 700) + 1) * 700 : ms + chance.Next(30);
                underWay.Add((arrives, arrives + chance.Next(50)));
                entering = room.EnterAsync(default);
            }
            arrived.AddRange(underWay.Where(m => m.Arrives == ms).Select(_ => _clock.GetUtcNow()));
            var answered = underWay.RemoveAll(m => m.Answered == ms);
            for (; answered > 0; answered--)
                room.Leave();
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        SlidingRate.Busiest(arrived).ShouldBeInRange(most / 2, most);
        arrived.Count.ShouldBeGreaterThan(100, "its places are given back");
    }

    [Fact]
    public async Task who_is_cancelled_takes_no_place()
    {
        var room = new PublishRoom(1, _clock);
        await room.EnterAsync(default);
        using var cancelled = new CancellationTokenSource();
        var second = room.EnterAsync(cancelled.Token);
        var third = room.EnterAsync(default);

        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        room.Leave();
        third.IsCompleted.ShouldBeFalse("the second is not over");
        _clock.Advance(TimeSpan.FromSeconds(1.1));

        await third.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
