using System.Globalization;

namespace DrEvents.Dashboard.Planning;

/// <summary>The forecast that a plan is drawn into: some hours more than the event has.</summary>
public static class PlanForecast
{
    private static readonly TimeSpan More = TimeSpan.FromHours(2);
    private static readonly TimeSpan AheadMax = TimeSpan.FromHours(48);
    private static readonly TimeSpan LengthMax = TimeSpan.FromHours(24);

    /// <summary>A longer address is refused by servers.</summary>
    private const int QueryLengthMax = 6000;

    /// <summary>What to ask <c>GET /api/forecast</c>; null where that is out of its reach, or knows no such VENs: it knows of no programmes.</summary>
    public static string? Query(PlanForm form, DateTimeOffset now)
    {
        if (form.StartAt(now) is not { } start || form.EndAt(now) is not { } end || end <= start || form.Meant == Meant.Programme)
            return null;
        // Whole quarters of an hour: asked again a moment later, it is the same.
        var (from, to) = (Quarter(Later(start - More, now)), Quarter(Earlier(end + More, now + AheadMax)));
        from = Later(from, Quarter(now) + TimeSpan.FromMinutes(15));
        if (to <= from || to - from > LengthMax)
            return null;
        var meant = form.Meant switch
        {
            Meant.Groups => "&groups=" + string.Join(',', form.Groups.Select(Uri.EscapeDataString)),
            Meant.Vens => "&venIds=" + string.Join(',', form.VenIds.Select(Uri.EscapeDataString)),
            _ => "",
        };
        var query = $"start={Text(from)}&end={Text(to)}{meant}";
        return query.Length <= QueryLengthMax && !meant.EndsWith('=') ? query : null;
    }

    private static DateTimeOffset Quarter(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.FromMinutes(15).Ticks));

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
