using DrEvents.Backend.Features.Gauges;
using static DrEvents.Backend.Hosting.SaidValues;
using static DrEvents.Backend.Hosting.Sentence;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Something that needs an operator.</summary>
public readonly record struct Needed(string Kind, Sentence Says, string? EventId = null);

/// <summary>What needs an operator, of what health and gauges say. The bounds are those of the alerts (<c>ops/observability/alerts.yml</c>).</summary>
public static class Attention
{
    public const string UnderDelivery = "underDelivery";
    public const string OverDelivery = "overDelivery";
    public const string NotDelivering = "notDelivering";
    public const string DeadLetters = "deadLetters";
    public const string Archive = "archive";
    public const string Samples = "samples";
    public const string Webhooks = "webhooks";

    /// <summary>An event first needs its time to come to its request.</summary>
    private const double SettledAfterS = 300;
    private const double BandShare = 0.05;
    private const double BandErrors = 2;

    private static readonly TimeSpan SamplesWait = TimeSpan.FromSeconds(5);

    /// <param name="waitingSince">Since when more messages have come in than can be stored at once; null while none do.</param>
    public static IEnumerable<Needed> Of(StoreReading reading, HealthReport health, DateTimeOffset? waitingSince, DateTimeOffset now)
    {
        foreach (
            var (name, entry) in health
                .Entries.Where(e => e.Value.Status != HealthStatus.Healthy)
                .OrderBy(e => e.Key, StringComparer.Ordinal)
        )
            yield return new(name, OfCheck(name, entry));
        foreach (var needed in reading.Running.SelectMany(OfEvent))
            yield return needed;
        if (reading.DeadLetters is { } letters and > 0)
            yield return new(DeadLetters, Say(SaidKind.DeadLetters, $"{letters:messages} messages that could not be read are kept"));
        if (reading.WebhooksDied is { } died and > 0)
            yield return new(
                Webhooks,
                Say(SaidKind.Webhooks, $"{died:deliveries} deliveries to webhooks were given up within the last hour")
            );
        if (reading.Archive is { DaysDue: > 0 } archive)
            yield return new(Archive, Say(SaidKind.Archive, $"{archive.DaysDue:days} days of VENs should be closed and are not"));
        if (now - waitingSince > SamplesWait)
            yield return new(Samples, Say(SaidKind.Samples, "more messages come in than can be stored at once: what figures show is old"));
    }

    private static Sentence OfCheck(string name, HealthReportEntry entry)
    {
        var problem = entry.Description ?? entry.Exception?.Message ?? "unhealthy";
        return new Sentence($"{name}: {problem}", entry.Says() ?? Say(SaidKind.NotWell, $"{problem:problem}").Said);
    }

    private static IEnumerable<Needed> OfEvent(RunningEvent e)
    {
        var (kw, bandKw) = (e.Totals.CurrentReductionKw, BandErrors * e.Totals.CurrentErrorKw);
        var isSettled = e.AgeS > SettledAfterS;
        if (isSettled && kw + bandKw < (1 - BandShare) * e.RequestedKw)
            yield return new(
                UnderDelivery,
                Say(
                    SaidKind.UnderDelivery,
                    $"{Tenths(kw):deliveredKw} ± {Tenths(bandKw):bandKw} kW of {Tenths(e.RequestedKw):requestedKw} kW are delivered"
                ),
                e.Id
            );
        if (isSettled && kw - bandKw > (1 + BandShare) * e.RequestedKw)
            yield return new(
                OverDelivery,
                Say(
                    SaidKind.OverDelivery,
                    $"{Tenths(kw):deliveredKw} ± {Tenths(bandKw):bandKw} kW are delivered where {Tenths(e.RequestedKw):requestedKw} kW are asked for"
                ),
                e.Id
            );
        if (e.Totals.NotDelivering > 0)
            yield return new(
                NotDelivering,
                Say(
                    SaidKind.NotDelivering,
                    $"{e.Totals.NotDelivering:vens} of {e.Totals.Responding:accepted} VENs that accepted do not deliver by their meters"
                ),
                e.Id
            );
    }
}
