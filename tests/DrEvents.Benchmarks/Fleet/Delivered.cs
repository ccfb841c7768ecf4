using System.Globalization;
using DrEvents.Simulator.Truth;

namespace DrEvents.Benchmarks.Fleet;

/// <summary>What a fleet really delivered, from the file of its truth: the sum over VENs of each one's mean, kW.</summary>
internal sealed record Delivered(double Kw, int Vens)
{
    /// <summary>Reads all rows that were measured since a moment.</summary>
    public static async Task<Delivered> ReadAsync(string truthFile, DateTimeOffset from, CancellationToken cancellation)
    {
        var columns = TruthRow.Header.Split(',');
        var (venId, at, kw) = (Array.IndexOf(columns, "venId"), Array.IndexOf(columns, "at"), Array.IndexOf(columns, "deliveredKw"));
        var sums = new Dictionary<string, (double SumKw, int Count)>();
        // The simulator still writes.
        await using var file = new FileStream(truthFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        await reader.ReadLineAsync(cancellation);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var cells = line.Split(',');
            if (cells.Length != columns.Length || DateTimeOffset.Parse(cells[at], CultureInfo.InvariantCulture) < from)
                continue;
            var (sumKw, count) = sums.GetValueOrDefault(cells[venId]);
            sums[cells[venId]] = (sumKw + double.Parse(cells[kw], CultureInfo.InvariantCulture), count + 1);
        }
        return new Delivered(sums.Values.Sum(v => v.SumKw / v.Count), sums.Count);
    }
}
