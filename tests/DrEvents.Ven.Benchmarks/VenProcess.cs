using System.Diagnostics;
using System.Globalization;

namespace DrEvents.Ven.Benchmarks;

/// <summary>The VEN agent as a process of its own, with its log in a folder that goes when it ends.</summary>
internal sealed class VenProcess : IDisposable
{
    private static readonly TimeSpan EndMax = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("measure-ven-");
    private readonly Process _process;

    public VenProcess(string program, string venId, int brokerPort, int webPort, params string[] more)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true };
        string[] arguments =
        [
            $"--Ven:Id={venId}",
            "--Mqtt:Host=127.0.0.1",
            FormattableString.Invariant($"--Mqtt:Port={brokerPort}"),
            FormattableString.Invariant($"--Web:Port={webPort}"),
            .. more,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>By the stopwatch.</summary>
    public long StartedAt { get; }

    /// <summary>A figure of the kernel's account of the process's memory, MiB: <c>Rss</c>, <c>Pss</c>, …</summary>
    public double MemoryMiB(string figure) => Field($"/proc/{_process.Id}/smaps_rollup", figure + ":") / 1024;

    /// <summary>The most that was ever resident, MiB.</summary>
    public double PeakMiB() => Field($"/proc/{_process.Id}/status", "VmHWM:") / 1024;

    /// <summary>Bytes that it has had written to the disk, or that wait for it.</summary>
    public double WrittenBytes() => Field($"/proc/{_process.Id}/io", "write_bytes:");

    /// <summary>How many threads it has.</summary>
    public int Threads() => Directory.GetDirectories($"/proc/{_process.Id}/task").Length;

    /// <summary>Processor time that it has used, s.</summary>
    public double ProcessorS()
    {
        _process.Refresh();
        return _process.TotalProcessorTime.TotalSeconds;
    }

    public void Dispose()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        if (!_process.WaitForExit(EndMax))
            _process.Kill();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static double Field(string file, string field)
    {
        var line = File.ReadLines(file).First(l => l.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
