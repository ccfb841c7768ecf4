namespace DrEvents.Measurement.Readings;

/// <summary>A meter's last readings, kW, the newest last. A value by itself, so that remembering one more makes nothing for the collector.</summary>
public readonly record struct LastReadings(
    double A = 0,
    double B = 0,
    double C = 0,
    double D = 0,
    double E = 0,
    double F = 0,
    double G = 0,
    double H = 0,
    double I = 0
)
{
    /// <summary>So many are remembered.</summary>
    public const int Most = 9;

    public LastReadings Plus(double kw) => new(B, C, D, E, F, G, H, I, kw);

    /// <summary>The newest ones, oldest first.</summary>
    /// <param name="into">As many as are wanted, <see cref="Most"/> at most.</param>
    public void CopyTo(Span<double> into)
    {
        ReadOnlySpan<double> all = [A, B, C, D, E, F, G, H, I];
        all[^into.Length..].CopyTo(into);
    }
}
