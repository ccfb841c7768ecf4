namespace DrEvents.Backend.Features.Archive;

/// <summary>Days of telemetry that nothing more is expected for: packed, read as before, reopened when needed, deleted when too old.</summary>
public static class ArchiveCapability
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ArchiveOptions>(configuration, "Archive");
        services.AddSingleton<IInitialData, ClosedTables>();
        services.AddActing<DayKeeper>();
    }
}

/// <summary>When days of telemetry are closed, and how long they are kept: configuration section <c>Archive</c>. Days are UTC.</summary>
public sealed class ArchiveOptions : ICheckedOptions
{
    private const int DaysMax = 36_500;

    /// <summary>Whole days after which a VEN's day is closed. 0 closes none.</summary>
    public int AfterDays { get; set; } = 3;

    /// <summary>Days that a closed day is kept. 0 keeps it for ever.</summary>
    public int KeepDays { get; set; } = 400;

    /// <summary>Days before an event that are kept for the VENs that took part: the longest look-back of a baseline.</summary>
    public int LookBackDays { get; set; } = 90;

    /// <summary>Days that an event's days, and those before it, are kept. 0 keeps them for ever.</summary>
    public int KeepEventDays { get; set; }

    /// <summary>Days that a reopened day stays open before it is closed again.</summary>
    public int ReopenedDays { get; set; } = 7;

    public IEnumerable<string> Problems()
    {
        (string Key, int Days, int Min)[] all =
        [
            (nameof(AfterDays), AfterDays, 0),
            (nameof(KeepDays), KeepDays, 0),
            (nameof(LookBackDays), LookBackDays, 0),
            (nameof(KeepEventDays), KeepEventDays, 0),
            (nameof(ReopenedDays), ReopenedDays, 1),
        ];
        foreach (var (key, days, min) in all.Where(o => o.Days < o.Min || o.Days > DaysMax))
            yield return $"Archive:{key} is {days}, not {min} to {DaysMax} days";
        if (KeepDays > 0 && KeepDays <= AfterDays)
            yield return $"Archive:KeepDays is {KeepDays}, not more than Archive:AfterDays, {AfterDays}";
        if (KeepEventDays > 0 && (KeepDays == 0 || KeepEventDays < KeepDays))
            yield return $"Archive:KeepEventDays is {KeepEventDays}, less than what Archive:KeepDays keeps of all days";
    }
}
