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
    public static TemperatureLine Of(IReadOnlyList<double> knotsF, IEnumerable<double> temperaturesF, int pointsBeyond)
    {
        var (above, below) = (new int[knotsF.Count], new int[knotsF.Count]);
        foreach (var temperature in temperaturesF)
        {
            for (var i = 0; i < knotsF.Count; i++)
            {
                above[i] += temperature > knotsF[i] ? 1 : 0;
                below[i] += temperature < knotsF[i] ? 1 : 0;
            }
        }
        var (first, last) = (0, knotsF.Count - 1);
        while (last > first && above[last] < pointsBeyond)
            last--;
        while (last > first && below[first] < pointsBeyond)
            first++;
        return new TemperatureLine([.. knotsF.Skip(first).Take(last - first + 1)]);
    }

    public void PiecesOf(double temperatureF, Span<double> pieces)
    {
        pieces[0] = Math.Min(temperatureF, knotsF[0]);
        for (var i = 1; i < knotsF.Count; i++)
            pieces[i] = Math.Clamp(temperatureF - knotsF[i - 1], 0, knotsF[i] - knotsF[i - 1]);
        pieces[knotsF.Count] = Math.Max(0, temperatureF - knotsF[^1]);
    }
}
