using DrEvents.Backend.Hosting;
using JasperFx.Events.Projections;
using Marten;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Messages that could not be read: kept, counted, looked at, read again.</summary>
public static class DeadLettersCapability
{
    /// <summary>Streams, states and documents.</summary>
    public static void Configure(StoreOptions store)
    {
        store.Events.AddEventTypes([typeof(MessagesRefused)]);
        store.Projections.Add(
            new RefusedDays(),
            ProjectionLifecycle.Inline,
            nameof(RefusedDays),
            o => o.DeleteViewTypeOnTeardown<RefusedDay>()
        );
        store.Schema.For<DeadLetter>().Duplicate(l => l.PayloadBytes);
    }

    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services) =>
        services.AddSingleton<Retention>().AddHostedService(s => s.GetRequiredService<Retention>());
}
