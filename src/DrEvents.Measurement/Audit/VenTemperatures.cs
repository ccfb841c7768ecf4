using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Results;

namespace DrEvents.Measurement.Audit;

/// <summary>The temperatures of a VEN's site, as a bundle holds them.</summary>
internal sealed class VenTemperatures
{
    private readonly string _path;
    private readonly SiteTemperatures? _all;

    private VenTemperatures(string path, SiteTemperatures? all) => (_path, _all) = (path, all);

    /// <summary>Of a VEN that was looked at by no profile that needs them.</summary>
    public static VenTemperatures None { get; } = new("", null);

    /// <exception cref="Files.BadFileException">They cannot be read.</exception>
    public static VenTemperatures Of(AuditFolder bundle, AuditedVen ven)
    {
        var path = AuditPaths.Temperatures(ven.VenId);
        var values = bundle.Has(path) ? AuditTables.Temperatures(bundle.File(path)).ToList() : [];
        return new VenTemperatures(path, ven.Site is { } site ? new SiteTemperatures(site, values) : null);
    }

    /// <summary>Those that a profile looks at; null where it looks at none.</summary>
    public SiteTemperatures? For(MeasuredHours hours, BaselineProfile profile) =>
        profile.NeedsTemperature ? _all?.Within(hours.NeededTemperatures(profile)) : null;

    /// <summary>Whether a profile needs them and there are none: then it looked at no readings.</summary>
    public bool AreLackedBy(MeasuredHours hours, BaselineProfile profile) =>
        profile.NeedsTemperature && For(hours, profile) is not { Celsius.Count: > 0 };

    /// <summary>In which way those that the result's profile looks at are others than those that it was issued with; null where they are the same.</summary>
    /// <param name="profile">The one that made the baseline; null where the bundle names none.</param>
    public string? Other(MeasuredHours hours, BaselineProfile? profile, ResultTemperatures issued)
    {
        var found = profile is null ? null : For(hours, profile)?.Told();
        return found == issued ? null : $"the temperatures in {_path} are {Words(found)}, and the result rests on {Words(issued)}";
    }

    private static string Words(ResultTemperatures? told) =>
        told is null ? "none" : $"{told.Values} of the site {told.Site} with the digest {told.Digest}";
}
