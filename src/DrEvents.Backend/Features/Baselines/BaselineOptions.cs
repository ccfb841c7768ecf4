namespace DrEvents.Backend.Features.Baselines;

/// <summary>How baselines are made: configuration section <c>Measurement</c>.</summary>
public sealed class BaselineOptions
{
    public int BaselineWindowSeconds { get; set; } = 1800;

    /// <summary>Shortest history that counts, seconds; a VEN with less counts by its claim and is marked unverified.</summary>
    public int BaselineMinimumSeconds { get; set; } = 300;
    public TimeSpan Window => TimeSpan.FromSeconds(BaselineWindowSeconds);
    public TimeSpan Minimum => TimeSpan.FromSeconds(BaselineMinimumSeconds);
}
