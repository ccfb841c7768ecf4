using System.Text.Json;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests.Surroundings;

/// <summary>Answers in the contract's shapes.</summary>
internal static class Canned
{
    public const string EventId = "evt-1a2b3c4d";
    public static readonly DateTimeOffset Start = new(2026, 7, 14, 10, 0, 0, TimeSpan.Zero);

    public static readonly VenView Ven = new(
        "ven-1",
        "Pilot plant",
        "online",
        new GeoLocation(52.5, 13.4),
        new VenMetrics(3.2, 2.5, null, []),
        Start.AddDays(-30),
        Start,
        ["north"],
        [new LoadView("l1", "Boiler", "water_heater", 3, 2.5, 1.25, true, 1)]
    );

    public static readonly VenSummary Summary = new("ven-1", "Pilot plant", "52.5, 13.4", "online", 2.5, 3.2, "", Start, 212);

    public static readonly ArchiveView Archive = new(
        31,
        267_840,
        3_100_000,
        new DateOnly(2026, 6, 1),
        new DateOnly(2026, 7, 1),
        2,
        3,
        4,
        new ArchiveDeleted(7, 60_480, new DateOnly(2025, 5, 1))
    );

    public static readonly EventView Event = new()
    {
        Id = EventId,
        Status = "active",
        StartTime = Start,
        EndTime = Start.AddHours(1),
        RequestedReductionKw = 50,
        ShortfallKw = 1.5,
        Priority = 100,
        Allocation = "weighted",
        Targets = new EventTargets(["ven-1"], ["north"]),
        CreatedAt = Start,
        ActivatedAt = Start,
    };

    public static readonly EventMetricsView Metrics = new(EventId, "active", 50, 48.25, 49, null, 3, 3, 2, 1, 2, 1, 4.5, 1, 211.6, 1.5);

    public static readonly CommandView Command = new(
        "c-1",
        "shedPanel",
        2,
        25,
        Start,
        Start.AddMilliseconds(35),
        3,
        Start.AddMilliseconds(247),
        Start.AddHours(1),
        "acknowledged",
        null
    );

    public static readonly ParticipationView Participation = new(
        "ven-1",
        "Pilot plant",
        24.5,
        "shedding",
        null,
        25,
        25,
        24.9,
        60,
        true,
        212,
        [Command]
    );

    public static readonly EventDetail Detail = new()
    {
        Id = EventId,
        Status = "active",
        StartTime = Start,
        EndTime = Start.AddHours(1),
        RequestedReductionKw = 50,
        Allocation = "weighted",
        Metrics = Metrics,
        Vens =
        [
            Participation,
            Participation with
            {
                VenId = "ven-2",
                Status = "refused",
                Reason = "unknown op",
                Verified = false,
                Commands = [],
            },
        ],
    };

    public static readonly AckView Ack = new("a-1", "ven-1", null, "c-1", "ping", "accepted", Start, null, null, null, null);

    public static readonly CommandTaken Taken = new("c-1", "ven-1", "ping", "dispatched");

    public static readonly ForecastView Forecast = new(
        Start.AddHours(1),
        Start.AddHours(1.5),
        "15m",
        "Europe/Berlin",
        Start,
        1_240,
        3_120.5,
        0.942,
        9_310,
        new ForecastBand(2_801.25, 2_455, 3_102.5),
        [
            new ForecastInterval(Start.AddHours(1), new ForecastBand(2_850, 2_500.4, 3_190)),
            new ForecastInterval(Start.AddHours(1.25), new ForecastBand(2_901.5, 2_540, 3_240)),
        ],
        ForecastMethods.Quantiles,
        null,
        1.083,
        [
            new ForecastDay(new DateOnly(2026, 7, 13), true, null),
            new ForecastDay(new DateOnly(2026, 7, 10), false, "an event in these hours"),
            .. Enumerable.Range(1, 9).Select(i => new ForecastDay(new DateOnly(2026, 7, 10 - i), true, null)),
        ]
    );

    private static readonly AroundView Around = new(
        PreCoolingKwh: 0,
        ReboundKwh: 3.5,
        SnapbackRatio: 0.127,
        NetKwh: null,
        Why: "the energy of the event is not known",
        new AroundLinesView([], [], []),
        new AroundLinesView([80, 82], [86, 83], [0, 0])
    );

    public static readonly ResultView Result = new(
        EventId,
        2,
        1,
        "late or corrected readings of 1 VEN",
        Start.AddHours(6),
        Start,
        Start.AddHours(1),
        30,
        "Europe/Berlin",
        "2026a",
        5120,
        50,
        3,
        1,
        [new ResultProfileView("caiso-10-in-10", 1, 2), new ResultProfileView("pre-event-mean", 1, 1)],
        1,
        [new ResultNotMeasuredView("ven-9", "pre-event-mean: none of its readings in these hours is known")],
        new ResultPortfolioView(
            [80, 82],
            [31.5, 36.25],
            [48.5, 45.75],
            [48.75, 46],
            [0, 1],
            47.125,
            0.9425,
            0.915,
            0.5,
            47.125,
            47.375,
            Around: Around
        ),
        new ResultDifferenceView(-0.5, -0.5, 1, ["ven-1"]),
        "2c26b46b",
        ByMeter: 1
    );

    public static readonly VenResultView VenResult = new(
        "ven-1",
        "caiso-10-in-10",
        1,
        [],
        [new ResultDaysView(true, null, [new DateOnly(2026, 7, 13), new DateOnly(2026, 7, 10)])],
        [40, 41],
        new ResultAdjustmentView("multiplicative", 3, 1.25, 1.2, null),
        [48, 49.2],
        [20, 21],
        [28, 28.2],
        [28, 28.2],
        28.1,
        28.1,
        "1 of 2 intervals are not known",
        "9c1185a5",
        RestsOn: "meter",
        Around: Around with
        {
            ReboundKwh = 1.5,
            NetKwh = 26.6,
        }
    );

    public static readonly MeterImportView MeterImport = new(
        2,
        "june.csv",
        "2c26b46b",
        "csv",
        "kwh",
        "Europe/Berlin",
        15,
        Start.AddDays(-30),
        Start,
        2876,
        4,
        96,
        2,
        Start.AddHours(6)
    );

    /// <summary>As the backend writes it, indented so that a test sees whether somebody wrote it anew.</summary>
    public static string Json<T>(T value) => JsonSerializer.Serialize(value, Indented);

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}
