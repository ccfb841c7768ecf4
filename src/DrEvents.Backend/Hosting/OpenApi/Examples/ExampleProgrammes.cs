using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>A programme of summer evenings, and a home that takes part in it.</summary>
public static class ExampleProgrammes
{
    private const string Name = "Summer evenings";
    private const string By = "M. Weber";
    private const string Owner = "Anna Berg";
    private const string Letter = "letter of 12 May";

    private static readonly EnrolmentTime Time = new(Start.AddDays(-50), Owner, Letter, By);

    private static readonly ProgrammeTerms Terms = new(
        NoticeMinutes: 30,
        MaxMinutesPerEvent: 240,
        MaxEventsPerSeason: 40,
        Days: ["mon", "tue", "wed", "thu", "fri"],
        From: "14:00",
        Until: "20:00",
        SeasonFrom: "06-01",
        SeasonUntil: "09-30",
        TimeZone: "Europe/Berlin",
        new HomeLimits(MaxEventsPerDay: 1),
        Profile: "pjm-high-4-of-5"
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(new OpenProgrammeRequest(ProgrammeId, Name, Terms)),
        ApiExample.Of(new ChangeProgrammeRequest("The season begins later", Terms: Terms)),
        ApiExample.Of(new CloseProgrammeRequest("The season is over")),
        ApiExample.Of(new ProgrammeView(ProgrammeId, Name, Terms, Vens: 1, OpenedAt: Start.AddDays(-60), By)),
        ApiExample.Of(new EnrolVensRequest([VenId], Owner, Letter)),
        ApiExample.Of(new LeaveProgrammeRequest([VenId], "The owner moved out")),
        ApiExample.Of(new EnrolmentsChanged(Changed: 1, Unchanged: 0, Failed: 0, [new EnrolmentOutcome(VenId, "changed")])),
        ApiExample.Of(new EnrolmentPage([new EnrolmentView(VenId, IsIn: true, [Time])], Total: 1, Offset: 0)),
        ApiExample.Of(new VenProgrammeView(ProgrammeId, Name, IsOpen: true, IsIn: true, [Time])),
        ApiExample.Of(new SeasonView(ProgrammeId, Start.AddDays(-30), Start.AddDays(92), Events: 3, EventsMax: 40, EventsLeft: 37)),
    ];
}
