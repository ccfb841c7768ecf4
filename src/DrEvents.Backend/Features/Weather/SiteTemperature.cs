namespace DrEvents.Backend.Features.Weather;

/// <summary>What was imported of a site's temperatures: the fold of <c>temperature/{site}</c>.</summary>
/// <param name="Start">The first time that any import knew.</param>
/// <param name="End">The last one.</param>
public sealed record SiteTemperature(string Id, string Site, TemperatureImported Newest, DateTimeOffset Start, DateTimeOffset End)
{
    public static SiteTemperature? Fold(SiteTemperature? state, string id, object stored) =>
        stored is not TemperatureImported e ? state
        : state is null ? new SiteTemperature(id, TemperatureStreams.Parse(id)!.Value.Site, e, e.Start, e.End)
        : state with { Newest = e, Start = e.Start < state.Start ? e.Start : state.Start, End = e.End > state.End ? e.End : state.End };
}
