namespace DrEvents.Backend.Features.Events;

/// <summary>DR events: asking for them, changing them, ending them, and their time.</summary>
public static class EventsCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Keep(new DrEventState());
        store.Schema.For<DrEvent>().Duplicate(e => e.Status).Duplicate(e => e.NextDueAt!, notNull: false);
        store.Keep(new EventPlanState());
        store.Schema.For<EventPlan>();
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<NewEvents>().AddActing<EventClock>();
        services
            .AddSettings<AnnouncementOptions>(configuration, "Announcements")
            .Validate(o => o.HoursMax is >= 0 and <= 8_760, "Announcements:HoursMax is not 0 to 8760")
            .Validate(o => o.SecondsMin >= 0, "Announcements:SecondsMin is negative");
    }
}
