namespace DrEvents.Ven.Devices;

/// <summary>
/// Writes of the last 24 hours, by the hour, against the most that a device's memory bears. Limits stop before the end of it: what takes a
/// limit away is always written.
/// </summary>
internal sealed class WriteBudget
{
    private const int Hours = 24;

    /// <summary>This share is kept for taking limits away.</summary>
    private const double KeptShare = 0.1;

    private readonly (long Hour, int Count)[] _byHour = new (long, int)[Hours];

    /// <summary>Time between two writes that a memory bears all day; none where writing wears nothing out.</summary>
    public static TimeSpan Spacing(int? writesADayMax) =>
        writesADayMax is { } most ? TimeSpan.FromDays(1) / Math.Max(1, most) : TimeSpan.Zero;

    /// <summary>Counts a write.</summary>
    public void Spend(TimeSpan now)
    {
        var hour = HourOf(now);
        ref var slot = ref _byHour[(int)(hour % Hours)];
        slot = slot.Hour == hour ? (hour, slot.Count + 1) : (hour, 1);
    }

    /// <summary>The writes of the last 24 hours: when their hour began, and how many.</summary>
    public IEnumerable<(TimeSpan From, int Count)> Spent(TimeSpan now) =>
        _byHour.Where(s => s.Count > 0 && s.Hour > HourOf(now) - Hours).Select(s => (TimeSpan.FromHours(s.Hour - Hours), s.Count));

    /// <summary>Takes up writes of before a restart; what is a day ago counts no more.</summary>
    public void Recall(TimeSpan from, int count)
    {
        var hour = HourOf(from);
        if (hour < 0 || count <= 0)
            return;
        ref var slot = ref _byHour[(int)(hour % Hours)];
        slot = slot.Hour == hour ? (hour, slot.Count + count) : (hour, count);
    }

    /// <summary>When a limit may be written: at once, or when the oldest hour with writes is a day ago.</summary>
    public TimeSpan FreeAt(TimeSpan now, int? writesADayMax)
    {
        if (writesADayMax is not { } most)
            return TimeSpan.MinValue;
        var hour = HourOf(now);
        var limits = most - Math.Max(1, (int)(most * KeptShare));
        var count = 0;
        foreach (var slot in _byHour)
            count += slot.Hour > hour - Hours ? slot.Count : 0;
        var freeHour = hour;
        for (var back = Hours - 1; back >= 0 && count >= Math.Max(1, limits); back--)
        {
            var slot = _byHour[(int)(((hour - back) % Hours + Hours) % Hours)];
            if (slot.Hour != hour - back)
                continue;
            count -= slot.Count;
            freeHour = slot.Hour + Hours;
        }
        return freeHour == hour ? TimeSpan.MinValue : TimeSpan.FromHours(freeHour - Hours);
    }

    private static long HourOf(TimeSpan now) => (long)Math.Floor(now.TotalHours) + Hours;
}
