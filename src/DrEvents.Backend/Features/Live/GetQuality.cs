using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;
using NodaTime;

namespace DrEvents.Backend.Features.Live;

/// <summary>What is asked of the quality of a VEN's readings: days by the site's clock, both included.</summary>
public sealed record QualityQuery(DateOnly From, DateOnly To, VenQuality Quality)
{
    /// <summary>The time whose five minutes are read for it.</summary>
    public TimeRange Needed => Quality.Needed(From, To);
}

[Middleware(typeof(KnownVen))]
public static class GetQuality
{
    private const int DaysDefault = 7;

    /// <summary>As far as the longest look-back of the profiles that ship goes.</summary>
    private const int DaysMax = 90;

    public static async Task<(QualityQuery Query, ProblemDetails Problem)> LoadAsync(
        Ven? ven,
        string? from,
        string? to,
        IOptions<LikeDayOptions> options,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (fields, zone, now) = (new QueryFields(), options.Value.Zone, clock.GetUtcNow());
        var last = Day(fields, "to", to) ?? Instant.FromDateTimeOffset(now).InZone(zone).Date.ToDateOnly();
        var first = Day(fields, "from", from) ?? last.AddDays(1 - DaysDefault);
        fields.If(fields.None && first > last, "from", "is after the last day");
        fields.If(fields.None && first.AddDays(DaysMax) <= last, "from", $"is more than {DaysMax} days before the last one");
        var query = new QualityQuery(first, last, new VenQuality(ven?.VenId ?? "", zone, ven?.CreatedAt ?? now, now));
        return (query, fields.None ? await LiveReadiness.OfAsync(session, query.Needed.Start, cancellation) : fields.Answer);
    }

    /// <summary>Shows how well a VEN's meter is known, day by day: five minutes that are known, missing or estimated, and odd readings.</summary>
    /// <remarks>
    /// <c>from</c> and <c>to</c> are days by the clock of <c>Forecast:TimeZone</c>, both included; the last seven unless they say otherwise, 90 at most.
    /// Flagged readings are counted in all figures as they are; a result whose event's day has any is provisional, unless somebody accepted them
    /// (<c>POST /api/vens/{venId}/readings/accept</c>).
    /// </remarks>
    [WolverineGet("/api/vens/{venId}/quality")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<VenQualityView> Get(string venId, QualityQuery query, IQuerySession session, CancellationToken cancellation) =>
        query.Quality.Of(
            query.From,
            query.To,
            await QualityRow.ReadAsync(session, venId, query.Needed, cancellation),
            await AcceptedViews.ReadAsync(session, venId, cancellation)
        );

    private static DateOnly? Day(QueryFields fields, string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var day = TelemetryDays.Parse(text);
        // Days beside it are looked at as well.
        fields.If(day is null || day.Value.Year is < 2000 or > 2100, name, "is not a day such as 2026-07-15");
        return day;
    }
}
