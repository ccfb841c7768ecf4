using System.Globalization;

namespace DrEvents.Benchmarks.Reporting;

/// <summary>Repeated measurements of one thing.</summary>
internal static class Figures
{
    /// <summary>The middle one.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>All of them, in their order.</summary>
    public static string List(IEnumerable<double> values) =>
        string.Join(", ", values.Select(v => v.ToString("0", CultureInfo.InvariantCulture)));
}
