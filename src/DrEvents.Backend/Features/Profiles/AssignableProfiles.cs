using DrEvents.Measurement.Profiles;

namespace DrEvents.Backend.Features.Profiles;

/// <summary>Profiles that a VEN may be measured by: what the others need, the meters of a control group, is not stored for it.</summary>
public static class AssignableProfiles
{
    public static IReadOnlyList<BaselineProfile> All { get; } =
    [.. ShippedProfiles.Names.Select(ShippedProfiles.Get).Where(p => !p.NeedsControl)];

    /// <summary>Their names, as an error tells them.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(p => p.Name));

    /// <summary>Null where there is none of that name.</summary>
    public static BaselineProfile? Find(string? name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>The assigned profile first, then the others in their order; the order alone where none is assigned, or there is none of that name any more.</summary>
    public static IReadOnlyList<BaselineProfile> Order(string? assigned, IReadOnlyList<BaselineProfile> ordered) =>
        Find(assigned) is { } first ? [first, .. ordered.Where(p => p.Name != assigned)] : ordered;
}
