using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Hostile.Tests;

/// <summary>The built backend as a process of its own, so that its end and its memory are its own.</summary>
public sealed class BackendProcess : IAsyncDisposable
{
    private const int KeptLines = 200;
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    /// <summary>The file of the built backend.</summary>
    public static string Program { get; } =
        typeof(BackendProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BackendProgram").Value!;

    private readonly ConcurrentQueue<string> complaints = new();
    private ChildProcess? process;
    private bool complaining;

    private BackendProcess(Uri address) => Address = address;

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsRunning => process is { IsRunning: true };

    /// <summary>What it logged as an error, or said as it fell: bugs, whatever was sent to it.</summary>
    public IReadOnlyList<string> Complaints => [.. complaints];

    /// <summary>Starts the backend and waits until it is ready.</summary>
    public static async Task<BackendProcess> StartAsync(string connectionString, int brokerPort)
    {
        var address = new Uri($"http://{TestBroker.Host}:{FreePort.Find()}");
        var backend = new BackendProcess(address);
        string[] line =
        [
            "env",
            $"ConnectionStrings__Postgres={connectionString}",
            $"Mqtt__Host={TestBroker.Host}",
            $"Mqtt__Port={brokerPort}",
            $"urls={address}",
            "Logging__LogLevel__Default=Warning",
            // One heap: how much a server's heaps keep for later depends on the number of cores, not on what was sent.
            "DOTNET_gcServer=0",
            // Collected every 32 MB: how much of what is over still lies around depends on how busy the machine is, and not on what was sent either.
            "DOTNET_GCgen0size=0x2000000",
            "dotnet",
            Program,
        ];
        backend.process = await ChildProcess.StartAsync([], "TERM", line, backend.Hear);
        await backend.IsReadyAsync();
        return backend;
    }

    /// <summary>Memory that the process holds, in MB.</summary>
    public double ResidentMb()
    {
        using var self = Process.GetProcessById(process!.Id);
        return self.WorkingSet64 / 1e6;
    }

    /// <summary>Waits until store, broker and projections are well.</summary>
    public async Task IsReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        await Eventually.HoldsAsync("the backend is ready", ReadyAsync, withinS: 90);

        async Task<bool> ReadyAsync()
        {
            if (!IsRunning)
                throw new InvalidOperationException($"The backend ended:\n{await process!.LastWordsAsync()}");
            try
            {
                return (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is null)
            return;
        await new Command(["kill", "-TERM", $"{process.Id}"]).RunOrThrowAsync();
        if (!await process.WaitForExitAsync(StopTimeout))
            process.Kill();
        process.Dispose();
    }

    /// <summary>The console logger begins an entry with its level and goes on with an indent.</summary>
    private void Hear(string line)
    {
        complaining =
            line.StartsWith("fail:", StringComparison.Ordinal)
            || line.StartsWith("crit:", StringComparison.Ordinal)
            || line.StartsWith("Unhandled", StringComparison.Ordinal)
            || (complaining && line.StartsWith(' '));
        if (complaining && complaints.Count < KeptLines)
            complaints.Enqueue(line);
    }
}
