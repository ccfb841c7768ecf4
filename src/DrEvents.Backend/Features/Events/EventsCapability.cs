using DrEvents.Backend.Hosting;
using JasperFx.Events.Projections;
using Marten;

namespace DrEvents.Backend.Features.Events;

/// <summary>DR events: asking for them, changing them, ending them.</summary>
public static class EventsCapability
{
    /// <summary>Streams and states.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Events.AddEventTypes([
            typeof(EventScheduled),
            typeof(EventModified),
            typeof(EventAnnounced),
            typeof(AnnouncementsDispatched),
            typeof(EventActivated),
            typeof(EventDispatched),
            typeof(EventStopped),
            typeof(EventCompleted),
            typeof(EventCancelled),
            typeof(EventMissed),
            typeof(EventReleased),
        ]);
        store.Projections.Add(new DrEventStates(), ProjectionLifecycle.Inline, "DrEvents", o => o.DeleteViewTypeOnTeardown<DrEvent>());
        store.Schema.For<DrEvent>().Duplicate(e => e.Status).Duplicate(e => e.NextDueAt!, notNull: false);
        store.HaveColumns<DrEvent>(nameof(DrEvent.Revision), nameof(DrEvent.AnnouncedAt));
        store.Projections.Add(new EventPlans(), ProjectionLifecycle.Inline, "EventPlans", o => o.DeleteViewTypeOnTeardown<EventPlan>());
        store.Schema.For<EventPlan>();
    }

    /// <summary>What endpoints need.</summary>
    public static void Add(IServiceCollection services) => services.AddSingleton<EventReader>();
}

/// <summary>The state of every DR event, changed in the transaction that changes its stream.</summary>
public sealed class DrEventStates() : FoldProjection<DrEvent>(e => Contracts.EventIds.IsValid(e.StreamKey!), e => e.Id, DrEvent.Fold);
