namespace DrEvents.Backend.Features.Events;

/// <summary>How long ahead VENs are told of an event: configuration section <c>Announcements</c>.</summary>
public sealed class AnnouncementOptions
{
    /// <summary>Most hours ahead of the start. 0 turns announcements off.</summary>
    public double HoursMax { get; set; } = 24;
    public double SecondsMin { get; set; } = 60;

    /// <summary>When to announce an event; null when it is not. VENs that know of it already hear of a change, however near or far it is.</summary>
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
