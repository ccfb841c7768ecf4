using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Meters;

namespace DrEvents.Backend.Features.Weather;

/// <summary>
/// At which site a VEN is: its group <c>site:NAME</c> says so, of several the first by the order of their characters. VENs without one are at the site
/// <c>default</c>.
/// </summary>
public static class VenSites
{
    public const string GroupPrefix = "site:";

    /// <summary>By its groups. One whose name is none is of no account.</summary>
    public static string Of(IEnumerable<string> groups) =>
        groups
            .Where(g => g.StartsWith(GroupPrefix, StringComparison.Ordinal))
            .Select(g => g[GroupPrefix.Length..])
            .Where(SiteNames.IsValid)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(SiteNames.Default);

    /// <summary>Of these VENs, by VEN id.</summary>
    /// <param name="upTo">As it was known with this stored event; null where it is as it is now.</param>
    public static async Task<Dictionary<string, string>> SitesAsync(
        this IQuerySession session,
        IReadOnlyCollection<string> venIds,
        long? upTo,
        CancellationToken cancellation
    )
    {
        var groups = upTo is { } last
            ? await GroupsUpToAsync(session, venIds, last, cancellation)
            : (await session.LoadManyAsync<Ven>(cancellation, venIds.Select(Ven.StreamOf))).ToDictionary(v => v.VenId, v => v.Groups);
        return venIds.ToDictionary(v => v, v => Of(groups.GetValueOrDefault(v) ?? []));
    }

    private static async Task<Dictionary<string, IReadOnlyList<string>>> GroupsUpToAsync(
        IQuerySession session,
        IEnumerable<string> venIds,
        long upTo,
        CancellationToken cancellation
    )
    {
        string[] streams = [.. venIds.Select(Ven.StreamOf)];
        var events = await session.EventsOfAsync(streams, [typeof(VenRegistered), typeof(VenChanged)], cancellation);
        var groups = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var e in events.Where(e => e.Sequence <= upTo))
            groups[Ven.VenOf(e.StreamKey!)!] = e.Data is VenChanged changed ? changed.Groups : ((VenRegistered)e.Data).Groups;
        return groups;
    }
}
