using System.Text.RegularExpressions;

namespace DrEvents.Measurement.Meters;

/// <summary>Names of the sites whose weather is known.</summary>
public static partial class SiteNames
{
    /// <summary>The site of VENs of which none is said.</summary>
    public const string Default = "default";

    /// <summary>What a name consists of, for whoever wrote something else.</summary>
    public const string Form = "1 to 64 characters of A-Z a-z 0-9 . _ -";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Pattern();
}
