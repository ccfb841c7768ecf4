using System.Globalization;
using DrEvents.Local.Processes;

namespace DrEvents.Testing.Running;

/// <summary>One of DrEvents' programs as a process that can be killed and started again; what all its lives write is in one file.</summary>
/// <param name="name">Its name in messages, and of the file.</param>
/// <param name="assembly">The file that is run.</param>
/// <param name="folder">Where the file goes.</param>
public sealed class KillableProgram(string name, string assembly, string folder) : IAsyncDisposable
{
    private const int ShownLines = 1000;
    private const string AskedToEnd = "--- asked to end";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly string _file = Path.Combine(folder, name + ".log");
    private ChildProcess? _process;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => _process is { IsRunning: true };

    /// <summary>Processor time that it has used since it was started last.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var process = System.Diagnostics.Process.GetProcessById(_process!.Id);
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it with these arguments; it may need a while before it is of use.</summary>
    public async Task StartAsync(IEnumerable<string> arguments)
    {
        Write("--- started");
        string[] line = ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, assembly), .. arguments];
        _process = await ChildProcess.StartAsync([], "KILL", line, Write);
    }

    /// <summary>Ends it with SIGKILL: it gets no chance to do anything more.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await EndsAsync(process, "outlived SIGKILL");
        Write("--- killed");
        Release();
    }

    /// <summary>Asks it to end with SIGTERM, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        var process = _process ?? throw new InvalidOperationException($"{name} does not run.");
        Write(AskedToEnd);
        await new Command(["kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]).RunOrThrowAsync();
        await EndsAsync(process, "does not end after SIGTERM");
        var exitCode = await process.Exited;
        Write($"--- ended with exit code {exitCode}");
        Release();
        return exitCode;
    }

    /// <summary>The end of what it wrote.</summary>
    public string Output()
    {
        lock (_gate)
            return File.Exists(_file) ? $"===== {name}\n{string.Join('\n', File.ReadLines(_file).TakeLast(ShownLines))}\n" : "";
    }

    /// <summary>What it wrote since it was asked to end last.</summary>
    public string LastWords()
    {
        var output = Output();
        return output[(output.LastIndexOf(AskedToEnd, StringComparison.Ordinal) + AskedToEnd.Length)..];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task EndsAsync(ChildProcess process, string otherwise)
    {
        if (!await process.WaitForExitAsync(StopTimeout))
            throw new TimeoutException($"{name} {otherwise}");
    }

    private void Write(string line)
    {
        // Standard output and standard error are read side by side.
        lock (_gate)
            File.AppendAllText(_file, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}\n");
    }

    private void Release()
    {
        _process?.Dispose();
        _process = null;
    }
}
