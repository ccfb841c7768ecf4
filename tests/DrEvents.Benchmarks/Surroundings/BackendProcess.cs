using System.Globalization;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Benchmarks.Surroundings;

/// <summary>The backend as an operator runs it: its own program, its own garbage collector.</summary>
internal sealed class BackendProcess : IAsyncDisposable
{
    private const double ReadyWithinS = 90;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly ChildProcess _process;

    private BackendProcess(ChildProcess process, HttpClient http)
    {
        _process = process;
        Http = http;
    }

    private const int LinesOfWarning = 8;

    public HttpClient Http { get; }

    /// <summary>Resident memory, MiB; from Linux' /proc, not a number on other systems.</summary>
    public double ResidentMiB =>
        OperatingSystem.IsLinux()
            ? File.ReadLines($"/proc/{_process.Id}/status")
                .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Select(line =>
                    double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
                )
                .Single()
            : double.NaN;

    /// <summary>Processor time that it has used, seconds.</summary>
    public double CpuS
    {
        get
        {
            using var process = System.Diagnostics.Process.GetProcessById(_process.Id);
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts one of this version and returns when it is ready.</summary>
    public static async Task<BackendProcess> StartAsync(
        string? program,
        string connectionString,
        int brokerPort,
        CancellationToken cancellation
    )
    {
        var assembly = program ?? typeof(Backend.Backend).Assembly.Location;
        var backend = await LaunchAsync(assembly, FreePort.Find(), connectionString, brokerPort);
        await backend.UntilReadyAsync(cancellation);
        return backend;
    }

    /// <summary>Starts one, of any version, and does not wait for it.</summary>
    public static async Task<BackendProcess> LaunchAsync(
        string assembly,
        int port,
        string connectionString,
        int brokerPort,
        params string[] settings
    )
    {
        var url = $"http://127.0.0.1:{port}";
        // The child inherits the environment, which unlike a command line is not there for everybody on the machine to read.
        Environment.SetEnvironmentVariable("ConnectionStrings__Postgres", connectionString);
        Environment.SetEnvironmentVariable("Mqtt__Host", TestBroker.Host);
        Environment.SetEnvironmentVariable("Mqtt__Port", brokerPort.ToString(CultureInfo.InvariantCulture));
        Environment.SetEnvironmentVariable("urls", url);
        var process = await ChildProcess.StartAsync([], "TERM", ["dotnet", assembly, .. settings], Reporter());
        return new BackendProcess(process, new HttpClient { BaseAddress = new Uri(url) });
    }

    /// <summary>Waits until it is ready; one that does not get so says its last words, and is ended.</summary>
    public async Task UntilReadyAsync(CancellationToken cancellation)
    {
        try
        {
            await Eventually.HoldsAsync("the backend is ready", () => IsReadyAsync(cancellation), ReadyWithinS);
        }
        catch
        {
            await Console.Error.WriteLineAsync(await _process.LastWordsAsync());
            await DisposeAsync();
            throw;
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_process.IsRunning)
            throw new InvalidOperationException("The backend has ended.");
        try
        {
            using var answer = await Http.GetAsync("/health/ready", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Tells warnings, with what they say: they may explain a figure. Information is of no interest here.</summary>
    private static Action<string> Reporter()
    {
        var left = 0;
        return line =>
        {
            if (line.StartsWith("warn:", StringComparison.Ordinal) || line.StartsWith("fail:", StringComparison.Ordinal))
                left = LinesOfWarning;
            if (left-- > 0)
                Console.Error.WriteLine("backend: " + line);
        };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process.IsRunning)
            await new Command(["kill", "-TERM", $"{_process.Id}"]).RunOrThrowAsync();
        if (!await _process.WaitForExitAsync(StopTimeout))
            _process.Kill();
        _process.Dispose();
    }
}
