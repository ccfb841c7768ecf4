using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>VENs, their loads, and commands to them.</summary>
public static class ExampleVens
{
    private static readonly LoadView Wallbox = new(
        LoadId,
        "Wallbox left",
        "ev",
        CapacityKw: 11,
        ShedCapabilityKw: 7.4,
        CurrentPowerKw: 7.4,
        Enabled: true,
        Priority: 2
    );

    private static readonly HomeLimits Limits = new(MaxMinutesPerEvent: 90, MaxEventsPerDay: 2, MinRestMinutes: 240);

    private static readonly VenView Ven = new(
        VenId,
        "Pilot plant north",
        "online",
        new GeoLocation(52.5, 13.4),
        new VenMetrics(CurrentPowerKw: 35.5, ShedAvailabilityKw: 9.9, DrEventId, [LoadId]),
        CreatedAt: Start.AddDays(-30),
        LastSeen: Now.AddSeconds(-4),
        Groups: ["north"],
        Loads: [Wallbox],
        Limits
    );

    private static readonly CurtailedCircuitView Circuit = new(
        LoadId,
        "Wallbox left",
        BreakerAmps: 32,
        OriginalKw: 7.4,
        CurtailedKw: 7.4,
        FinalKw: 0,
        Critical: false
    );

    /// <summary>The command with which the VEN was told to shed, answered.</summary>
    public static readonly CommandView Answered = new(
        CorrelationId,
        CommandOps.ShedPanel,
        Revision: 1,
        RequestedReductionKw: 25,
        DispatchedAt: Start,
        AcceptedAt: Start.AddMilliseconds(35),
        Attempts: 1,
        AnsweredAt: Start.AddMilliseconds(247),
        ExpiresAt: End,
        "acknowledged",
        Reason: null
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(
            new RegisterVenRequest(
                Ven.Name,
                Ven.Location,
                RegistrationId: VenId,
                Groups: Ven.Groups,
                Address: "Hafenstrasse 1",
                Limits: Limits
            )
        ),
        ApiExample.Of(new ChangeVenRequest(Groups: ["north", "pilot"], Limits: Limits)),
        ApiExample.Of(Ven),
        ApiExample.Of(new ExemptVenRequest(ExemptionKinds.Medical, "The owner asked for it by letter of 12 October")),
        ApiExample.Of(new EndExemptionRequest("The owner moved out")),
        ApiExample.Of(
            new ExemptionView(
                VenId,
                IsExempt: true,
                ExemptionKinds.Medical,
                "The owner asked for it by letter of 12 October",
                Since: Start.AddDays(-3),
                Until: null,
                By: "Anna, control room"
            )
        ),
        ApiExample.Of(
            new VenSummary(
                VenId,
                Ven.Name,
                "52.5, 13.4",
                Ven.Status,
                ControllablePower: 9.9,
                CurrentPower: 35.5,
                "Hafenstrasse 1",
                Ven.LastSeen,
                ResponseTime: 212
            )
        ),
        ApiExample.Of(Wallbox),
        ApiExample.Of(new ChangeLoadRequest(Enabled: true, CapacityKw: 11, Priority: 2)),
        ApiExample.Of(new ShedLoadRequest(AmountKw: 3.7, DurationS: 900)),
        ApiExample.Of(new SendCommandRequest(CommandOps.ShedPanel, RequestedReductionKw: 2.5, DurationS: 900)),
        ApiExample.Of(new CommandTaken(CorrelationId, VenId, CommandOps.ShedPanel, "dispatched")),
        ApiExample.Of(
            new LoadChangeTaken(
                LoadId,
                Wallbox.Name,
                Wallbox.Type,
                Wallbox.CapacityKw,
                Wallbox.ShedCapabilityKw,
                Wallbox.CurrentPowerKw,
                Wallbox.Enabled,
                Wallbox.Priority,
                CorrelationId,
                VenId,
                CommandOps.SetLoad,
                "dispatched"
            )
        ),
        ApiExample.Of(
            new AckView(
                "9a52d3f6c8e01b77",
                VenId,
                DrEventId,
                CorrelationId,
                CommandOps.ShedPanel,
                "accepted",
                Answered.AnsweredAt!.Value,
                RequestedShedKw: 25,
                ActualShedKw: 25,
                [Circuit],
                Reason: null
            )
        ),
        ApiExample.Of(new VenRecordView(VenId, DeliveredShare: 0.94, TimesAsked: 12, CapacityDerate: 0.97, DerateEvents: 5)),
    ];
}
