namespace DrEvents.Backend.Features.Dispatch;

/// <summary>How long ahead VENs are told of an event: configuration section <c>Announcements</c>.</summary>
public sealed class AnnouncementOptions
{
    /// <summary>Most hours ahead of the start. 0 turns announcements off.</summary>
    public double HoursMax { get; set; } = 24;

    /// <summary>Fewest seconds ahead: for what starts sooner the command at the start is soon enough.</summary>
    public double SecondsMin { get; set; } = 60;

    /// <summary>When to announce an event; null when it is not announced.</summary>
    /// <param name="startTime">The event's start.</param>
    /// <param name="now">The time now.</param>
    /// <param name="isKnown">Whether VENs know of the event already: then they have to hear of the change, however near or far it is.</param>
    public DateTimeOffset? At(DateTimeOffset startTime, DateTimeOffset now, bool isKnown)
    {
        if (isKnown)
            return now;
        if (HoursMax <= 0 || startTime - now < TimeSpan.FromSeconds(SecondsMin))
            return null;
        var at = startTime - TimeSpan.FromHours(HoursMax);
        return at > now ? at : now;
    }
}
