using DrEvents.Ven.Devices;

namespace DrEvents.Ven.Tests.Devices;

/// <summary>What a device's memory has borne today, over restarts.</summary>
public sealed class RecalledWritesTests
{
    private const int MostADay = 10;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Restarts_make_no_write_older_or_newer()
    {
        var budget = new WriteBudget();
        for (var n = 0; n < MostADay; n++)
            budget.Spend(TimeSpan.Zero);
        // Each run lasts some minutes and counts its time anew.
        for (var restart = 0; restart < 30; restart++)
        {
            var next = new WriteBudget();
            foreach (var (from, count) in budget.Spent(7 * Minute))
                next.Recall(from - (7 * Minute), count);
            budget = next;
        }

        budget.Spent(TimeSpan.Zero).ShouldBe([(-210 * Minute, MostADay)]);
        budget.FreeAt(TimeSpan.Zero, MostADay).ShouldBe(TimeSpan.FromHours(24) - (210 * Minute));
        budget.FreeAt(TimeSpan.FromHours(21), MostADay).ShouldBe(TimeSpan.MinValue);
    }
}
