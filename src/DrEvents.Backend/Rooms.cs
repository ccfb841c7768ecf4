using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Audit;
using DrEvents.Backend.Features.BackTests;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Commands;
using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Forecast;
using DrEvents.Backend.Features.Gauges;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Past;
using DrEvents.Backend.Features.Persons;
using DrEvents.Backend.Features.Planning;
using DrEvents.Backend.Features.Preview;
using DrEvents.Backend.Features.Profiles;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Records;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Backend.Features.Streams;
using DrEvents.Backend.Features.Tables;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Features.Weather;
using DrEvents.Backend.Features.Webhooks;
using DrEvents.Backend.Features.WhatIf;

namespace DrEvents.Backend;

/// <summary>All rooms, each of which uses only those before it. Messages of VENs come in last: the ingest hands each to its room.</summary>
public static class Rooms
{
    /// <summary>Without pressure nothing runs that read models would give way to.</summary>
    public static void Configure(StoreOptions store, Pressure? pressure)
    {
        store.Schema.For<NodePressure>();
        store.Schema.For<NodesTurn>();
        MqttCapability.Configure(store);
        AccessCapability.Configure(store);
        CommandKeysCapability.Configure(store);
        VensCapability.Configure(store);
        IdentityCapability.Configure(store);
        TrailCapability.Configure(store);
        TelemetryCapability.Configure(store);
        ProgrammesCapability.Configure(store);
        EventsCapability.Configure(store);
        ParticipationsCapability.Configure(store);
        CommandsCapability.Configure(store, pressure);
        BaselinesCapability.Configure(store);
        LiveCapability.Configure(store, pressure);
        MetersCapability.Configure(store);
        WeatherCapability.Configure(store);
        ProfilesCapability.Configure(store);
        ResultsCapability.Configure(store);
        BackTestsCapability.Configure(store);
        SettlementCapability.Configure(store);
        AuditCapability.Configure(store);
        ShadowCapability.Configure(store);
        DeadLettersCapability.Configure(store);
        WebhooksCapability.Configure(store);
        PersonsCapability.Configure(store);
        StreamsCapability.Configure(store);
    }

    public static void Configure(WolverineOptions wolverine)
    {
        VensCapability.Configure(wolverine);
        CommandsCapability.Configure(wolverine);
        BaselinesCapability.Configure(wolverine);
        ResultsCapability.Configure(wolverine);
        BackTestsCapability.Configure(wolverine);
        SettlementCapability.Configure(wolverine);
        AuditCapability.Configure(wolverine);
        DeadLettersCapability.Configure(wolverine);
        WebhooksCapability.Configure(wolverine);
        PersonsCapability.Configure(wolverine);
    }

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        MqttCapability.Add(services, configuration);
        AccessCapability.Add(services, configuration);
        CommandKeysCapability.Add(services, configuration);
        VensCapability.Add(services);
        IdentityCapability.Add(services, configuration);
        TrailCapability.Add(services, configuration);
        TelemetryCapability.Add(services);
        ProgrammesCapability.Add(services);
        EventsCapability.Add(services, configuration);
        PlanningCapability.Add(services, configuration);
        CommandsCapability.Add(services);
        BaselinesCapability.Add(services, configuration);
        LiveCapability.Add(services);
        ControlCapability.Add(services);
        MeasurementCapability.Add(services);
        MetersCapability.Add(services);
        WeatherCapability.Add(services);
        ResultsCapability.Add(services, configuration);
        BackTestsCapability.Add(services);
        WhatIfCapability.Add(services);
        SettlementCapability.Add(services, configuration);
        AuditCapability.Add(services, configuration);
        RecordsCapability.Add(services);
        ForecastCapability.Add(services, configuration);
        PreviewCapability.Add(services);
        TablesCapability.Add(services);
        ArchiveCapability.Add(services, configuration);
        ShadowCapability.Add(services);
        WebhooksCapability.Add(services, configuration);
        IngestCapability.Add(services, configuration);
        GaugesCapability.Add(services);
        PersonsCapability.Add(services);
        StreamsCapability.Add(services);
        PastCapability.Add(services);
    }
}
