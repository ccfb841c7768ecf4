using System.Diagnostics;

namespace DrEvents.Local.Processes;

/// <summary>
/// A server program that is stopped by us and by nobody else: it runs in a session of its own, so Ctrl-C does not reach it first,
/// and where Linux' setpriv is there the kernel ends it when this process dies without a chance to do so.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    private const int KeptLines = 40;

    private readonly Process process;
    private readonly Action<string> onLine;
    private readonly Queue<string> lastLines = new();
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task output = Task.CompletedTask;

    private ChildProcess(ProcessStartInfo start, Action<string> onLine)
    {
        process = new Process { StartInfo = start };
        this.onLine = onLine;
    }

    /// <summary>Ends with the exit code when the program has ended.</summary>
    public Task<int> Exited => exited.Task;

    /// <summary>Whether the program still runs.</summary>
    public bool IsRunning => !exited.Task.IsCompleted;

    /// <summary>The process id; with su or runuser in front it is theirs.</summary>
    public int Id { get; private set; }

    /// <summary>Starts a program.</summary>
    /// <param name="runAs">What to put in front of it to run it as another user; see <c>ServerAccount</c>.</param>
    /// <param name="signalWhenWeDie">The name of the signal that asks it to end, for instance <c>INT</c>.</param>
    /// <param name="line">The program, then its arguments.</param>
    /// <param name="onLine">Gets each line that it writes.</param>
    public static async Task<ChildProcess> StartAsync(
        IEnumerable<string> runAs,
        string signalWhenWeDie,
        IEnumerable<string> line,
        Action<string> onLine
    )
    {
        string[] whole = [.. OwnSession(), .. runAs, .. await DeathSignal.PrefixAsync(signalWhenWeDie), .. line];
        var start = new ProcessStartInfo(whole[0], whole.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetPathRoot(Environment.CurrentDirectory),
        };
        // Messages are read by us and by tests, so they come in one language whatever the machine speaks.
        start.Environment["LC_ALL"] = "C";
        var child = new ChildProcess(start, onLine);
        await child.StartAsync();
        return child;
    }

    /// <summary>What the program wrote last, after giving it a moment to finish its sentence.</summary>
    public async Task<string> LastWordsAsync()
    {
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(2)));
        lock (lastLines)
        {
            return string.Join(Environment.NewLine, lastLines);
        }
    }

    /// <summary>Waits for the end of the program, at most <paramref name="timeout"/>; false when it still runs.</summary>
    public async Task<bool> WaitForExitAsync(TimeSpan timeout)
    {
        await Task.WhenAny(exited.Task, Task.Delay(timeout));
        return !IsRunning;
    }

    /// <summary>Kills the program without asking.</summary>
    public void Kill() => process.Kill();

    /// <summary>Lets go of the program once it has ended; it does not end it.</summary>
    // The keeper and the readers still use the process until then.
    public void Dispose() => Task.WhenAll(exited.Task, output).ContinueWith(_ => process.Dispose(), TaskScheduler.Default);

    private static IEnumerable<string> OwnSession() =>
        OperatingSystem.IsLinux() && Executables.Find("setsid") is { } setsid ? [setsid] : [];

    private Task StartAsync()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // The kernel's death signal fires when the starting thread ends, not the process: this thread lives as long as the child.
        var keeper = new Thread(() => Keep(started)) { IsBackground = true, Name = $"keeper of {process.StartInfo.FileName}" };
        keeper.Start();
        return started.Task;
    }

    private void Keep(TaskCompletionSource started)
    {
        try
        {
            process.Start();
            Id = process.Id;
            process.StandardInput.Close();
            output = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        }
        catch (Exception failure)
        {
            started.SetException(failure);
            return;
        }
        started.SetResult();
        // With a bound it waits for the process alone; without one also for grandchildren that hold its output.
        while (!process.WaitForExit(int.MaxValue)) { }
        exited.SetResult(process.ExitCode);
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (lastLines)
            {
                lastLines.Enqueue(line);
                if (lastLines.Count > KeptLines)
                    lastLines.Dequeue();
            }
            onLine(line);
        }
    }
}
