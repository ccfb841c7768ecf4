using DrEvents.Backend.Features.Acknowledgements;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.History;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using Marten;

namespace DrEvents.Backend.Features;

/// <summary>
/// All capabilities, in the order of the data's way: an operator schedules an event, dispatch tells VENs, their messages come in,
/// telemetry becomes live figures, measurement proves what was delivered.
/// </summary>
public static class Capabilities
{
    /// <summary>Streams, states and projections of every capability.</summary>
    public static void Configure(StoreOptions store, CommandsFirst commandsFirst)
    {
        EventsCapability.Configure(store);
        DispatchCapability.Configure(store);
        IngestCapability.Configure(store);
        VensCapability.Configure(store);
        TelemetryCapability.Configure(store);
        ArchiveCapability.Configure(store);
        LiveCapability.Configure(store, commandsFirst);
        MeasurementCapability.Configure(store);
        HistoryCapability.Configure(store);
        AcknowledgementsCapability.Configure(store, commandsFirst);
        DeadLettersCapability.Configure(store);
        ShadowCapability.Configure(store);
    }

    /// <summary>What every capability runs.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        EventsCapability.Add(services);
        DispatchCapability.Add(services, configuration);
        IngestCapability.Add(services, configuration);
        VensCapability.Add(services);
        ArchiveCapability.Add(services, configuration);
        MeasurementCapability.Add(services, configuration);
        DeadLettersCapability.Add(services);
        ShadowCapability.Add(services);
    }
}
