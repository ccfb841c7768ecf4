using System.Diagnostics;
using System.Globalization;

namespace DrEvents.Benchmarks.Surroundings;

/// <summary>
/// Who used the processors between two moments: this process (the load), the programs that it started, by name, and everybody else on the
/// machine. It says what limits a figure. From Linux' /proc; empty on other systems.
/// </summary>
internal sealed class ProcessorTime
{
    // Linux reports in hundredths of a second on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    private const string Everybody = "";

    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, double> _before = Read();

    /// <summary>Who used how much since this object was made.</summary>
    public ProcessorUse Since()
    {
        var wallS = Stopwatch.GetElapsedTime(_begin).TotalSeconds;
        var used = Read().ToDictionary(p => p.Key, p => p.Value - _before.GetValueOrDefault(p.Key));
        used.Remove(Everybody, out var wholeS);
        return new ProcessorUse(wallS, used, Math.Max(0, wholeS - used.Values.Sum()));
    }

    private static Dictionary<string, double> Read()
    {
        var seconds = new Dictionary<string, double>();
        if (!OperatingSystem.IsLinux())
            return seconds;
        var processes = Directory.EnumerateDirectories("/proc").Select(Stat).OfType<Process>().ToDictionary(p => p.Id);
        foreach (var process in processes.Values)
        {
            if (NameOf(process, processes) is { } name)
                seconds[name] = seconds.GetValueOrDefault(name) + process.Seconds;
        }
        // user, nice, system, idle, waiting for the disk, …
        var whole = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        seconds[Everybody] = whole.Skip(1).Where((_, i) => i is not (3 or 4)).Take(6).Sum(Ticks) / TicksPerSecond;
        return seconds;
    }

    /// <summary>The name of the program that we started and that this process belongs to; null for strangers.</summary>
    private static string? NameOf(Process process, Dictionary<int, Process> all)
    {
        if (process.Id == Environment.ProcessId)
            return "load";
        for (var p = process; p.Parent > 1 && all.TryGetValue(p.Parent, out var parent); p = parent)
        {
            if (p.Parent == Environment.ProcessId)
                return process.Name == "dotnet" ? "backend" : process.Name;
        }
        return null;
    }

    private static Process? Stat(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            return null;
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            // The name stands in brackets and may hold blanks.
            var end = stat.LastIndexOf(')');
            var fields = stat[(end + 2)..].Split(' ');
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end];
            // With the children that it saw end: a connection of PostgreSQL is a process that ends with it, and what it used must not vanish.
            // Only our own children have a name of their own here.
            var own = id == Environment.ProcessId ? fields[11..13] : fields[11..15];
            return new Process(id, int.Parse(fields[1], CultureInfo.InvariantCulture), name, own.Sum(Ticks) / TicksPerSecond);
        }
        catch (IOException)
        {
            // It ended while we looked.
            return null;
        }
    }

    private static double Ticks(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Process(int Id, int Parent, string Name, double Seconds);
}

/// <summary>Processor time that was used in a span of time, seconds.</summary>
/// <param name="WallS">The span.</param>
/// <param name="ByProgramS">By program: <c>load</c>, <c>backend</c>, <c>postgres</c>, the broker's.</param>
/// <param name="OthersS">By everybody else on the machine.</param>
internal sealed record ProcessorUse(double WallS, IReadOnlyDictionary<string, double> ByProgramS, double OthersS)
{
    /// <summary>What one program used, divided by what it did, µs; not a number where it is not known.</summary>
    public double UsPer(string program, int things) => ByProgramS.TryGetValue(program, out var s) ? s * 1e6 / things : double.NaN;

    /// <summary>Cores that everybody else used; not a number where the system does not tell.</summary>
    public double OthersCores => ByProgramS.Count == 0 ? double.NaN : OthersS / WallS;

    /// <summary>Cores in use, as a sentence.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{WallS:0.0} s: ")
        + string.Join(
            ", ",
            ByProgramS
                .OrderByDescending(p => p.Value)
                .Append(new("everybody else on the machine", OthersS))
                .Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value / WallS:0.00}"))
        );
}
