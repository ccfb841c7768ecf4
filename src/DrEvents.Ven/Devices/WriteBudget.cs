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

    /// <summary>Of before a restart, as they were kept: put into hours of this run, each restart would make them older or newer.</summary>
    private readonly List<(TimeSpan From, int Count)> _recalled = [];

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
        _byHour
            .Where(s => s.Count > 0 && s.Hour > HourOf(now) - Hours)
            .Select(s => (From: TimeSpan.FromHours(s.Hour - Hours), s.Count))
            .Concat(_recalled.Where(s => s.From > now - TimeSpan.FromHours(Hours)));

    /// <summary>Takes up writes of before a restart; what is a day ago counts no more.</summary>
    public void Recall(TimeSpan from, int count)
    {
        if (count > 0)
            _recalled.Add((from, count));
    }

    /// <summary>When a limit may be written: at once, or when the oldest hour with writes is a day ago.</summary>
    public TimeSpan FreeAt(TimeSpan now, int? writesADayMax)
    {
        if (writesADayMax is not { } most)
            return TimeSpan.MinValue;
        var limits = Math.Max(1, most - Math.Max(1, (int)(most * KeptShare)));
        var spent = Spent(now).OrderBy(s => s.From).ToList();
        var count = spent.Sum(s => s.Count);
        var freeAt = TimeSpan.MinValue;
        foreach (var (from, oldest) in spent.TakeWhile(_ => count >= limits))
        {
            count -= oldest;
            freeAt = from + TimeSpan.FromHours(Hours);
        }
        return freeAt;
    }

    private static long HourOf(TimeSpan now) => (long)Math.Floor(now.TotalHours) + Hours;
}
