using DrEvents.Backend.Hosting;
using JasperFx.Events.Projections;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>Starting and ending events, telling VENs what to do, and telling them again until they answer.</summary>
public static class DispatchCapability
{
    /// <summary>Streams and states.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Events.AddEventTypes([
            typeof(CommandDispatched),
            typeof(CommandAccepted),
            typeof(CommandExpired),
            typeof(AckReceived),
            typeof(OptedOut),
            typeof(OptedIn),
            typeof(ParticipationSkipped),
            typeof(ParticipationDisplaced),
            typeof(ParticipationEnded),
        ]);
        store.Projections.Add(
            new ParticipationStates(),
            ProjectionLifecycle.Inline,
            "Participations",
            o => o.DeleteViewTypeOnTeardown<Participation>()
        );
        store
            .Schema.For<Participation>()
            .Duplicate(p => p.EventId!, notNull: false)
            .Duplicate(p => p.VenId)
            // Nearly all participations of the past have nothing due.
            .Duplicate(p => p.NextDueAt!, notNull: false, configure: index => index.Predicate = "next_due_at is not null");
        store.HaveColumns<Participation>(
            nameof(Participation.Status),
            nameof(Participation.WasToldToShed),
            nameof(Participation.ResponseMs)
        );
    }

    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<CommandsFirst>().AddSingleton<Dispatcher>();
        services.AddSingleton<CommandSender>();
        services.AddSingleton<EventClock>().AddHostedService(s => s.GetRequiredService<EventClock>());
        services.AddHostedService<Outbox>();
        services.AddHostedService<ReturningVens>();
        services
            .AddOptions<AnnouncementOptions>()
            .Bind(configuration.GetSection("Announcements"))
            .Validate(o => o.HoursMax is >= 0 and <= 8_760, "Announcements:HoursMax is not 0 to 8760")
            .Validate(o => o.SecondsMin >= 0, "Announcements:SecondsMin is negative")
            .ValidateOnStart();
        services.AddHostedService<LateAnnouncements>();
    }
}

/// <summary>The state of every participation, changed in the transaction that changes its stream.</summary>
public sealed class ParticipationStates()
    : FoldProjection<Participation>(e => Participation.Parse(e.StreamKey!) is not null, p => p.Id, Participation.Fold);
