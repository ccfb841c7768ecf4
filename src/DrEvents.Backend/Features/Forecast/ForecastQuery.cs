using System.Security.Claims;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>What is asked of a forecast, in whole intervals.</summary>
/// <param name="Targets">Which VENs are meant; null for all enabled ones.</param>
/// <param name="Own">The programmes of which the VENs are that are meant; null for all.</param>
public sealed record ForecastQuery(
    DateTimeOffset Start,
    DateTimeOffset End,
    TimeSpan Granularity,
    EventTargets? Targets,
    IReadOnlyList<string>? Own = null
)
{
    public static readonly TimeSpan Coarse = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan AheadMax = TimeSpan.FromHours(48);
    public static readonly TimeSpan LengthMax = TimeSpan.FromHours(24);
    public static readonly IReadOnlyDictionary<string, TimeSpan> Granularities = new Dictionary<string, TimeSpan>
    {
        ["5m"] = Interval.Length,
        ["15m"] = Coarse,
    };

    public static ForecastQuery Of(DateTimeOffset start, DateTimeOffset end, TimeSpan granularity, EventTargets? targets) =>
        new(Interval.StartOf(start, granularity), Interval.StartOf(end.AddTicks(-1), granularity) + granularity, granularity, targets);

    public bool IsWithinReach(DateTimeOffset now) => End - Start <= LengthMax && End <= now + AheadMax;
}

/// <summary>Reads what is asked: the next four hours in quarters of an hour, of all enabled VENs, unless the parameters say otherwise.</summary>
public static class ReadForecastQuery
{
    private const string NobodyIn = "no VEN is in any of them";
    private static readonly TimeSpan LengthDefault = TimeSpan.FromHours(4);

    public static async Task<(ForecastQuery Query, ProblemDetails Problem)> BeforeAsync(
        string? start,
        string? end,
        string? granularity,
        string? venIds,
        string? groups,
        ClaimsPrincipal user,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var fields = new QueryFields();
        var length = ForecastQuery.Granularities.GetValueOrDefault(string.IsNullOrEmpty(granularity) ? "15m" : granularity);
        fields.If(length == default, "granularity", "is neither 5m nor 15m");
        var (from, to) = fields.RangeAhead(start, end, now, LengthDefault);
        var (vens, labels) = (Parts(venIds), Parts(groups));
        fields
            .If(from < Interval.StartOf(now, Interval.Length), "start", "is past")
            .If(to > now + ForecastQuery.AheadMax, "end", $"is more than {ForecastQuery.AheadMax.TotalHours:0} hours ahead")
            .If(to - from > ForecastQuery.LengthMax, "end", $"is more than {ForecastQuery.LengthMax.TotalHours:0} hours after the start")
            .If(vens?.All(id => VenIds.IsValid(id)) == false, "venIds", "holds something that is no VEN id")
            .Labels(labels, "groups");
        var own = fields.None ? await session.VensOfAsync(user, cancellation) : null;
        if (fields.None && vens is not null)
        {
            var known = await session.LoadManyAsync<Ven>(cancellation, vens.Select(Ven.StreamOf));
            var unknown = vens.Except(known.Where(v => !v.Removed && own?.Contains(v.VenId) != false).Select(v => v.VenId)).ToList();
            fields.If(unknown.Count > 0, "venIds", $"there is no VEN {unknown.FirstOrDefault()}");
        }
        if (fields.None && labels is not null)
        {
            var meant = session.Query<Ven>().Where(v => !v.Removed && v.Groups.Any(g => g.IsOneOf(labels)));
            if (own is null)
                fields.If(!await meant.AnyAsync(cancellation), "groups", NobodyIn);
            else
            {
                // Of a group only those are meant that are his.
                vens = [.. (vens ?? []).Union((await meant.Select(v => v.VenId).ToListAsync(cancellation)).Where(own.Contains))];
                fields.If(vens.Length == 0, "groups", NobodyIn);
            }
        }
        var targets =
            own is not null ? new EventTargets(vens ?? [.. own])
            : vens is null && labels is null ? null
            : new EventTargets(vens, labels);
        var query = ForecastQuery.Of(from, to, length == default ? ForecastQuery.Coarse : length, targets);
        return (query with { Own = OfCaller.Programmes(user) }, fields.Answer);
    }

    private static string[]? Parts(string? text) => string.IsNullOrEmpty(text) ? null : text.Split(',');
}
