using DrEvents.Ven.Log;

namespace DrEvents.Ven.Tests.Log;

public sealed class KeptSamplesTests : IDisposable
{
    private readonly LogFolder _folder = new();

    [Fact]
    public void the_oldest_of_too_many_go()
    {
        using var log = new SqliteEventLog(_folder.LogPath, new LogBounds { KeptMax = 10 });
        for (byte i = 0; i < 25; i++)
            log.Keep([i]);
        log.KeptCount.ShouldBe(10);
        log.ReadKept(99).Select(k => (int)k.Payload[0]).ShouldBe(Enumerable.Range(15, 10));
    }

    [Fact]
    public void the_oldest_of_too_many_bytes_go()
    {
        using var log = new SqliteEventLog(_folder.LogPath, new LogBounds { BytesMax = 400_000 });
        for (var i = 0; i < 500; i++)
            log.Keep(new byte[1_000]);
        log.ReadKept(500).Sum(k => k.Payload.Length).ShouldBeInRange(190_000, 200_000);
        log.KeptCount.ShouldBe(log.ReadKept(500).Count);
    }

    [Fact]
    public void what_was_sent_is_not_sent_again_and_the_count_outlives_a_restart()
    {
        using (var log = new SqliteEventLog(_folder.LogPath, new LogBounds { KeptMax = 4 }))
        {
            for (byte i = 0; i < 6; i++)
                log.Keep([i]);
            log.ForgetThrough(log.ReadKept(3)[^1]);
            log.KeptCount.ShouldBe(1);
            log.Keep([9]);
        }
        using var again = new SqliteEventLog(_folder.LogPath);
        again.KeptCount.ShouldBe(2);
        again.ReadKept(9).Select(k => (int)k.Payload[0]).ShouldBe([5, 9]);
        again.ForgetThrough(again.ReadKept(9)[^1]);
        again.KeptCount.ShouldBe(0);
        again.Keep([10]);
        again.KeptCount.ShouldBe(1);
    }

    public void Dispose() => _folder.Dispose();
}
