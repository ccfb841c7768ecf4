using System.Globalization;
using DrEvents.Simulator.Truth;

namespace DrEvents.Benchmarks.Accuracy;

/// <summary>Reads what a fleet really delivered from the file of its truth.</summary>
internal static class TruthReader
{
    /// <summary>The sum over VENs of each one's mean over time in each of so many steps from a moment on, kW.</summary>
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
        var byVen = new Dictionary<string, (DateTimeOffset At, double Kw)>();
        var truth = new double[steps];
        // The simulator still writes.
        await using var file = new FileStream(truthFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        await reader.ReadLineAsync(cancellation);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            var cells = line.Split(',');
            if (cells.Length != columns.Length)
                continue;
            var now = (
                At: DateTimeOffset.Parse(cells[at], CultureInfo.InvariantCulture),
                Kw: double.Parse(cells[kw], CultureInfo.InvariantCulture)
            );
            if (byVen.TryGetValue(cells[venId], out var before))
                Add(truth, before, now.At, from, step);
            byVen[cells[venId]] = now;
        }
        foreach (var last in byVen.Values)
            Add(truth, last, from + (step * steps), from, step);
        return truth;
    }

    /// <summary>A row holds until the next one of its VEN.</summary>
    private static void Add(double[] truth, (DateTimeOffset At, double Kw) row, DateTimeOffset until, DateTimeOffset from, TimeSpan step)
    {
        for (var place = Math.Max(0, (int)Math.Floor((row.At - from) / step)); place < truth.Length; place++)
        {
            var (begin, end) = (from + (step * place), from + (step * (place + 1)));
            if (begin >= until)
                return;
            var held = (until < end ? until : end) - (row.At > begin ? row.At : begin);
            if (held > TimeSpan.Zero)
                truth[place] += row.Kw * (held / step);
        }
    }
}
