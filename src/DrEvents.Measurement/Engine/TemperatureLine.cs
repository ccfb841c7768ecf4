namespace DrEvents.Measurement.Engine;

/// <summary>
/// Outdoor temperature as the pieces of a line that bends at knots: up to the first knot, between each two, and beyond the last. The pieces add up to the
/// temperature.
/// </summary>
internal sealed class TemperatureLine(IReadOnlyList<double> knotsF)
{
    public IReadOnlyList<double> KnotsF => knotsF;

    public int Pieces => knotsF.Count + 1;

    /// <summary>Outer knots go while fewer values than asked for lie beyond them; one knot stays.</summary>
    public static TemperatureLine Of(IReadOnlyList<double> knotsF, IReadOnlyCollection<double> temperaturesF, int pointsBeyond)
    {
        var knots = knotsF.ToList();
        while (knots.Count > 1 && temperaturesF.Count(t => t > knots[^1]) < pointsBeyond)
            knots.RemoveAt(knots.Count - 1);
        while (knots.Count > 1 && temperaturesF.Count(t => t < knots[0]) < pointsBeyond)
            knots.RemoveAt(0);
        return new TemperatureLine(knots);
    }

    public void PiecesOf(double temperatureF, Span<double> pieces)
    {
        pieces[0] = Math.Min(temperatureF, knotsF[0]);
        for (var i = 1; i < knotsF.Count; i++)
            pieces[i] = Math.Clamp(temperatureF - knotsF[i - 1], 0, knotsF[i] - knotsF[i - 1]);
        pieces[knotsF.Count] = Math.Max(0, temperatureF - knotsF[^1]);
    }
}
