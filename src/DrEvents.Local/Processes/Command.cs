using System.Diagnostics;

namespace DrEvents.Local.Processes;

/// <summary>A program that runs to its end within a bound of time; its arguments never pass through a shell.</summary>
/// <param name="Line">The program, then its arguments.</param>
public sealed record Command(IReadOnlyList<string> Line)
{
    /// <summary>Where the program runs.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How long it may take before it is killed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Runs the program and gives its exit code and what it wrote.</summary>
    /// <exception cref="TimeoutException">It took longer than <see cref="Timeout"/>.</exception>
    /// <exception cref="InvalidOperationException">There is no such program.</exception>
    public async Task<CommandResult> RunAsync(CancellationToken cancel = default)
    {
        // The runtime would take a file of that name in the current folder before one in PATH.
        var program = Path.IsPathRooted(Line[0])
            ? Line[0]
            : Executables.Find(Line[0]) ?? throw new InvalidOperationException($"There is no program {Line[0]} in PATH");
        var start = new ProcessStartInfo(program, Line.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = WorkingDirectory ?? "",
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Line[0]} did not start");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(Timeout);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        try
        {
            await process.WaitForExitAsync(bound.Token);
            return new CommandResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new TimeoutException($"{Line[0]} took longer than {Timeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Runs the program and gives what it wrote to its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it wrote.</exception>
    public async Task<string> RunOrThrowAsync(CancellationToken cancel = default)
    {
        var result = await RunAsync(cancel);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException($"{Line[0]} failed with exit code {result.ExitCode}: {result.Text}");
    }
}

/// <summary>How a <see cref="Command"/> ended.</summary>
/// <param name="ExitCode">0 when it did what it was asked.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Errors">What it wrote to its standard error.</param>
public sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>All that it wrote, for a message.</summary>
    public string Text => (Output + Errors).Trim();
}
