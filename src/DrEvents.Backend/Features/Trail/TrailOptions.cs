namespace DrEvents.Backend.Features.Trail;

/// <summary>How refused requests are told: configuration section <c>Trail</c>.</summary>
public sealed class TrailOptions : ICheckedOptions
{
    public const string Section = "Trail";
    private const int RefusedRowsMost = 1_000;
    private const int RefusedEveryMost = 3_600;

    /// <summary>So many kinds of refused requests are told one by one each time; all others together.</summary>
    public int RefusedRows { get; set; } = 20;

    /// <summary>Seconds for which refused requests are counted before they are stored.</summary>
    public int RefusedEverySeconds { get; set; } = 60;

    public IEnumerable<string> Problems()
    {
        if (RefusedRows is < 1 or > RefusedRowsMost)
            yield return $"{Section}:{nameof(RefusedRows)} does not lie between 1 and {RefusedRowsMost}";
        if (RefusedEverySeconds is < 1 or > RefusedEveryMost)
            yield return $"{Section}:{nameof(RefusedEverySeconds)} does not lie between 1 and {RefusedEveryMost}";
    }
}
