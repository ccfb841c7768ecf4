using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Backend;

/// <summary>A moment of the past at which an event is looked at: parameters of its page, and of the backend's routes that find it again.</summary>
/// <param name="At">The moment.</param>
/// <param name="IsKnownThen">By what was known then; else by what is known today of the time until then.</param>
public sealed record PastMoment(DateTimeOffset At, bool IsKnownThen)
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";
    private const string Then = "then";
    private const string Today = "today";

    /// <summary>What happens is stored so soon.</summary>
    private static readonly TimeSpan StoredWithin = TimeSpan.FromMilliseconds(500);

    /// <summary>As the page's parameters say; null where they say no time.</summary>
    public static PastMoment? Of(string? at, string? known) =>
        DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new PastMoment(time.ToUniversalTime(), known != Today)
            : null;

    /// <summary>The first whole second at which was known what happened then.</summary>
    public static DateTimeOffset After(DateTimeOffset happened)
    {
        var ticks = (happened + StoredWithin).UtcTicks;
        return new(ticks + (TimeSpan.TicksPerSecond - 1) - (ticks + TimeSpan.TicksPerSecond - 1) % TimeSpan.TicksPerSecond, TimeSpan.Zero);
    }

    /// <summary>The parameters of the page.</summary>
    public IReadOnlyDictionary<string, object?> Parameters =>
        new Dictionary<string, object?> { ["at"] = Text, ["known"] = IsKnownThen ? Then : Today };

    /// <summary>The same of a page that is live.</summary>
    public static IReadOnlyDictionary<string, object?> Live { get; } = new Dictionary<string, object?> { ["at"] = null, ["known"] = null };

    /// <summary>An address of the pages with this moment; null is live.</summary>
    public static string OnPage(PastMoment? moment, string address) =>
        moment is null
            ? address
            : QueryHelpers.AddQueryString(address, moment.Parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)));

    /// <summary>An address of the backend with this moment.</summary>
    public string On(string path) =>
        QueryHelpers.AddQueryString(
            path,
            [KeyValuePair.Create("time", (string?)Text), KeyValuePair.Create("view", (string?)(IsKnownThen ? "known" : "now"))]
        );

    private string Text => At.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
}
