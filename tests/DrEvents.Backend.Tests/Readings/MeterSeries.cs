using System.Globalization;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Readings;

/// <summary>
/// Readings of one VEN, weighed and folded as the intake and the projection do it. Written as <c>s:kW</c> in the order of their arrival, s from
/// noon: <c>10:2.5</c>; <c>31-60:4</c> each second, <c>10-190/10:4</c> each ten; <c>10:1~2</c> with a claim of 2 kW.
/// </summary>
internal sealed class MeterSeries
{
    public const string EventId = "evt-00000001";
    private const string VenId = "ven-1";
    public static readonly DateTimeOffset Noon = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly LiveFold _fold = new();
    private MeterMemory? _memory;
    private DateTimeOffset? _newestAt;
    private int _number;

    public List<TelemetrySampled> Stored { get; } = [];
    public VenLive Live => _fold.Vens[VenId];
    public VenInterval Interval => Live.OpenInterval!;
    public FleetInterval Fleet => _fold.Fleet[Features.Telemetry.Interval.Name(Interval.Start)];
    public MeteredParticipation Meter => _fold.Metered[$"{EventId}/{VenId}"];

    /// <param name="panelKw">What its panel says that it can carry.</param>
    /// <param name="loads">Its loads as it described them: <c>ev 7.2, battery 5</c>.</param>
    public static MeterSeries Of(string readings, double? panelKw = null, string loads = "", int reportIntervalS = 10)
    {
        var series = new MeterSeries();
        series.Tells(reportIntervalS);
        series.Add(readings, panelKw, loads);
        return series;
    }

    /// <summary>The same in an event from noon on, for an hour, with a baseline or without.</summary>
    public static MeterSeries InEvent(string readings, double? baselineKw, int reportIntervalS = 10)
    {
        var series = new MeterSeries();
        series.Tells(reportIntervalS);
        series._fold.Apply($"{EventId}/{VenId}", Given.Shed("c", 2, Noon, Noon.AddHours(1)));
        if (baselineKw is { } kw)
            series._fold.Seals(EventId, VenId, kw, Noon);
        series.Add(readings, panelKw: null, "");
        return series;
    }

    private void Tells(int reportIntervalS) =>
        _fold.Apply(Features.Vens.Ven.StreamOf(VenId), new ReportIntervalChanged(reportIntervalS, Noon));

    private void Add(string readings, double? panelKw, string loads)
    {
        List<LoadDescription> described =
        [
            .. loads
                .Split(", ", StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.Split(' '))
                .Select(l => new LoadDescription(l[0], null, l[0], Number(l[1]), null, null)),
        ];
        foreach (var (s, kw, claimKw) in readings.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Parse))
        {
            var sample = GivenReadings.Of(VenId, Noon.AddSeconds(s), kw) with
            {
                ShedPowerKw = claimKw,
                MessageNum = _number++,
                Panel = panelKw is null ? null : new PanelReading(null, null, panelKw, null, null),
            };
            var receivedAt = sample.At > _newestAt ? sample.At : _newestAt ?? sample.At;
            (_memory, var isImplausible) = MeterMemory.Weigh(_memory, kw, panelKw, described);
            Stored.Add(_fold.Hears(sample, _newestAt, receivedAt, isImplausible));
            _newestAt = receivedAt;
        }
    }

    private static IEnumerable<(double S, double Kw, double? ClaimKw)> Parse(string reading)
    {
        var (time, rest) = (
            reading[..reading.IndexOf(':', StringComparison.Ordinal)],
            reading[(reading.IndexOf(':', StringComparison.Ordinal) + 1)..]
        );
        var powers = rest.Split('~');
        double? claimKw = powers.Length > 1 ? Number(powers[1]) : null;
        var dash = time.IndexOf('-', 1);
        var (from, to, every) = (Number(dash < 0 ? time : time[..dash]), 0.0, 1.0);
        to = from;
        if (dash > 0)
        {
            var until = time[(dash + 1)..].Split('/');
            (to, every) = (Number(until[0]), until.Length > 1 ? Number(until[1]) : 1);
        }
        for (var s = from; s <= to; s += every)
            yield return (s, Number(powers[0]), claimKw);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
