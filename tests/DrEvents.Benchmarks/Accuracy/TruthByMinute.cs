using System.Globalization;
using DrEvents.Simulator.Truth;

namespace DrEvents.Benchmarks.Accuracy;

/// <summary>Reads what a fleet really delivered from the file of its truth.</summary>
internal static class TruthByMinute
{
    /// <summary>The sum over VENs of each one's mean in each minute from a moment on, kW.</summary>
    public static async Task<double[]> ReadAsync(string truthFile, DateTimeOffset from, int minutes, CancellationToken cancellation)
    {
        var columns = TruthRow.Header.Split(',');
        var (venId, at, kw) = (Array.IndexOf(columns, "venId"), Array.IndexOf(columns, "at"), Array.IndexOf(columns, "deliveredKw"));
        var sums = new Dictionary<(string, int), (double SumKw, int Count)>();
        // The simulator still writes.
        await using var file = new FileStream(truthFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        await reader.ReadLineAsync(cancellation);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var cells = line.Split(',');
            if (cells.Length != columns.Length)
                continue;
            var minute = (int)Math.Floor((DateTimeOffset.Parse(cells[at], CultureInfo.InvariantCulture) - from).TotalMinutes);
            if (minute < 0 || minute >= minutes)
                continue;
            var (sumKw, count) = sums.GetValueOrDefault((cells[venId], minute));
            sums[(cells[venId], minute)] = (sumKw + double.Parse(cells[kw], CultureInfo.InvariantCulture), count + 1);
        }
        var truth = new double[minutes];
        foreach (var ((_, minute), (sumKw, count)) in sums)
            truth[minute] += sumKw / count;
        return truth;
    }
}
