using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Events;

/// <summary>DR events: asking for them, changing them, ending them, and their time.</summary>
public static class EventsCapability
{
    public static void Configure(StoreOptions store)
    {
        Predicate<string> isEvent = stream => EventIds.IsValid(stream);
        store.Keep(
            new StreamState<DrEvent>("Events", version: 4, DrEvent.Fold, "evt-") { IsOne = isEvent }
                .FoldsAndTells<EventScheduled>()
                .FoldsAndTells<EventModified>()
                .FoldsAndTells<EventActivated>()
                .FoldsAndTells<EventAnnounced, EventWasAnnounced>((stream, e) => new EventWasAnnounced(stream, e.At))
                .Folds(typeof(EventPlanned), typeof(VensTold), typeof(EventSwept), typeof(SharesAdjusted))
                .Folds(typeof(AnnouncementsDispatched), typeof(EventDispatched), typeof(EventReleased))
                .FoldsAndTells(stream => new TellEvent(stream), typeof(EventStopped), typeof(EventCompleted))
                .FoldsAndTells(stream => new TellEvent(stream), typeof(EventCancelled), typeof(EventMissed))
                .FoldsAndTells<EventStopped>()
                .FoldsAndTells<EventCompleted>()
                .FoldsAndTells<EventCancelled>()
                .FoldsAndTells<EventMissed>()
        );
        store.Schema.For<DrEvent>().Duplicate(e => e.Status).Duplicate(e => e.NextDueAt!, notNull: false);
        var plans = new StreamState<EventPlan>("Plans", version: 3, EventPlan.Fold, "evt-") { IsOne = isEvent };
        store.Keep(plans.Folds(typeof(EventAnnounced), typeof(EventPlanned), typeof(EventActivated), typeof(EventModified)));
        store.Schema.For<EventPlan>();
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<NewEvents>().AddActing<EventClock>();
        services
            .AddSingleton<HasEventsAhead>(EventsOfProgramme.AreAheadAsync)
            .AddSingleton<ProgrammeOfEvent>(EventsOfProgramme.OfEventAsync);
        services
            .AddSettings<AnnouncementOptions>(configuration, "Announcements")
            .Validate(o => o.HoursMax is >= 0 and <= 8_760, "Announcements:HoursMax is not 0 to 8760")
            .Validate(o => o.SecondsMin >= 0, "Announcements:SecondsMin is negative");
    }
}

/// <summary>How long ahead VENs are told of an event: configuration section <c>Announcements</c>.</summary>
public sealed class AnnouncementOptions
{
    /// <summary>So much sooner than promised it begins: telling ten thousand VENs takes some seconds.</summary>
    private static readonly TimeSpan ToBeInTime = TimeSpan.FromMinutes(1);

    /// <summary>Most hours ahead of the start, unless the event's programme promises more. 0 turns announcements of all other events off.</summary>
    public double HoursMax { get; set; } = 24;
    public double SecondsMin { get; set; } = 60;

    /// <summary>When to announce an event; null when it is not. VENs that know of it already hear of a change, however near or far it is.</summary>
    /// <param name="notice">How long ahead the event's programme promises to tell homes, whatever the settings say; null where nobody promises it.</param>
    public DateTimeOffset? At(DateTimeOffset startTime, DateTimeOffset now, bool isKnown, TimeSpan? notice = null)
    {
        if (isKnown)
            return now;
        // So near, the news would come with the event itself, or after it.
        var nearest = TimeSpan.FromSeconds(SecondsMin);
        if (startTime - now < (notice < nearest ? notice : nearest) || (notice is null && HoursMax <= 0))
            return null;
        var ahead = TimeSpan.FromHours(HoursMax);
        var promised = notice is { } ofProgramme ? ofProgramme + ToBeInTime : TimeSpan.Zero;
        var at = startTime - (promised > ahead ? promised : ahead);
        return at > now ? at : now;
    }
}
