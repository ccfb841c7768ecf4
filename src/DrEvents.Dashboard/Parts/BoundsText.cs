namespace DrEvents.Dashboard.Parts;

/// <summary>Programmes that somebody is bounded to, as people write them: <c>summer=operator, winter</c>.</summary>
public static class BoundsText
{
    /// <summary>Null for the whole installation.</summary>
    public static string? Of(IReadOnlyList<string>? programmes, IReadOnlyDictionary<string, string>? roles, string between = ", ") =>
        programmes is null
            ? null
            : string.Join(between, programmes.Select(p => roles?.GetValueOrDefault(p) is { } role ? $"{new ProgrammeRole(p, role)}" : p));

    /// <summary>Programmes with the role in each; null for that of the whole. Of one that is named twice the last counts.</summary>
    public static IReadOnlyDictionary<string, string?> Read(string text)
    {
        var read = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var one in text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var of = ProgrammeRole.Read(one);
            read[of?.Programme.Trim() ?? one] = of?.Role.Trim();
        }
        return read;
    }
}
