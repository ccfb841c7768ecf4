namespace DrEvents.Backend.Features.Events;

/// <summary>An event that was asked for, or moved, may be due before the clock looks again.</summary>
public static class WakeEventClockHandler
{
    public static void Handle(Stored<EventScheduled> _, EventClock clock) => clock.Wake();

    public static void Handle(Stored<EventModified> _, EventClock clock) => clock.Wake();
}
