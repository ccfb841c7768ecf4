using System.Globalization;
using DrEvents.Simulator.Truth;

namespace DrEvents.Benchmarks.Accuracy;

/// <summary>Reads what a fleet really delivered from the file of its truth.</summary>
internal static class TruthReader
{
    /// <summary>The sum over VENs of each one's mean in each of so many steps from a moment on, kW. One that says nothing in a step goes on as before.</summary>
    public static async Task<double[]> ReadAsync(
        string truthFile,
        DateTimeOffset from,
        TimeSpan step,
        int steps,
        CancellationToken cancellation
    )
    {
        var columns = TruthRow.Header.Split(',');
        var (venId, at, kw) = (Array.IndexOf(columns, "venId"), Array.IndexOf(columns, "at"), Array.IndexOf(columns, "deliveredKw"));
        var byVen = new Dictionary<string, (double SumKw, int Count)[]>();
        // The simulator still writes.
        await using var file = new FileStream(truthFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        await reader.ReadLineAsync(cancellation);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var cells = line.Split(',');
            if (cells.Length != columns.Length)
                continue;
            var place = (int)Math.Floor((DateTimeOffset.Parse(cells[at], CultureInfo.InvariantCulture) - from) / step);
            if (place < 0 || place >= steps)
                continue;
            if (!byVen.TryGetValue(cells[venId], out var sums))
                byVen.Add(cells[venId], sums = new (double, int)[steps]);
            sums[place] = (sums[place].SumKw + double.Parse(cells[kw], CultureInfo.InvariantCulture), sums[place].Count + 1);
        }
        var truth = new double[steps];
        foreach (var sums in byVen.Values)
        {
            var last = 0.0;
            for (var place = 0; place < steps; place++)
            {
                last = sums[place].Count == 0 ? last : sums[place].SumKw / sums[place].Count;
                truth[place] += last;
            }
        }
        return truth;
    }
}
