using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Backend.Features.Weather;

public static class GetTemperature
{
    private const int ImportsDefault = 20;
    private const int ImportsMax = 100;

    private static readonly TimeSpan TimeDefault = TimeSpan.FromDays(7);
    private static readonly TimeSpan TimeMax = TimeSpan.FromDays(31);

    /// <summary>Shows what was imported of a site's temperatures, the newest first, and the values of a time.</summary>
    /// <remarks><c>from</c> and <c>to</c>: 31 days at most; the week that ends with the last value unless they are said.</remarks>
    [WolverineGet("/api/sites/{site}/temperature")]
    [Needs(Need.Read)]
    public static async Task<Results<Ok<SiteTemperatureView>, ProblemHttpResult>> Get(
        string site,
        string? from,
        string? to,
        string? limit,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        fields.If(!SiteNames.IsValid(site), "site", $"is not {SiteNames.Form}");
        var most = fields.Limit(limit, ImportsDefault, ImportsMax);
        var (first, last) = (fields.Time("from", from), fields.Time("to", to));
        fields.If(first >= last, "from", "is not before to");
        fields.If(last - first > TimeMax, "from", $"is more than {TimeMax.TotalDays} days before to");
        if (!fields.None)
            return TypedResults.Problem(fields.Answer);
        var stream = TemperatureStreams.Of(site);
        if (await session.LoadAsync<SiteTemperature>(stream, cancellation) is not { } known)
            return TypedResults.Ok(new SiteTemperatureView(site, null, null, 0, [], []));
        var until = last ?? first + TimeDefault ?? known.End.AddMinutes(1);
        var time = new NodaTime.Interval(Instant.FromDateTimeOffset(first ?? until - TimeDefault), Instant.FromDateTimeOffset(until));
        var imports = await session.NewestEventsAsync([stream], [], [], long.MaxValue, most, cancellation);
        var values = await new ReadTemperatures(session, upTo: null).OfSiteAsync(site, time, cancellation);
        return TypedResults.Ok(
            new SiteTemperatureView(
                site,
                known.Start,
                known.End,
                known.Newest.Number,
                [.. imports.Select(i => TemperatureViews.Of((TemperatureImported)i.Data))],
                [.. values.Celsius.Select(TemperatureViews.Of)]
            )
        );
    }
}
