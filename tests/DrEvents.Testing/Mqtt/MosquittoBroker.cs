using System.Net.Sockets;
using DrEvents.Local.Processes;

namespace DrEvents.Testing.Mqtt;

/// <summary>
/// A mosquitto of its own for a test, as the stand-in for a real broker: plain, or with mutual TLS and each VEN held to its topics.
/// Killed and started again it still has its port, its sessions and their messages.
/// </summary>
public sealed class MosquittoBroker : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("drevents-mosquitto-");
    private readonly TestCertificates? certificates;
    private readonly string[] settings;
    private ChildProcess? process;

    private MosquittoBroker(TestCertificates? certificates, string[] settings)
    {
        this.certificates = certificates;
        this.settings = settings;
    }

    /// <summary>Where the program is, or null where it is not installed.</summary>
    public static string? Program { get; } = Executables.Find("mosquitto");

    /// <summary>The port on the loopback interface.</summary>
    public int Port { get; private set; }

    /// <summary>Starts a broker on a free port, to be disposed by the test.</summary>
    /// <param name="certificates">With them it wants mutual TLS, takes the common name for the user and holds VENs to their topics.</param>
    /// <param name="settings">More lines for its configuration.</param>
    public static async Task<MosquittoBroker> StartNewAsync(TestCertificates? certificates = null, params string[] settings)
    {
        var broker = new MosquittoBroker(certificates, settings);
        await broker.StartAsync();
        return broker;
    }

    /// <summary>Starts the broker again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAsync()
    {
        var program = Program ?? throw new InvalidOperationException("mosquitto is not installed.");
        var choose = Port == 0;
        for (var attempt = 1; ; attempt++)
        {
            if (choose)
                Port = FreePort.Find();
            var configuration = await MosquittoConfiguration.WriteAsync(folder.FullName, Port, certificates, settings);
            process = await ChildProcess.StartAsync([], "TERM", [program, "-c", configuration], _ => { });
            if (await ListensAsync(process))
                return;
            var lastWords = await process.LastWordsAsync();
            process.Dispose();
            process = null;
            if (!choose || attempt == FreePort.Attempts)
                throw new InvalidOperationException($"mosquitto does not start on port {Port}:\n{lastWords}");
        }
    }

    /// <summary>Stops the broker in an orderly way; it keeps its sessions.</summary>
    public async Task StopAsync()
    {
        if (process is null)
            return;
        await SignalAsync(process, "TERM");
        if (!await process.WaitForExitAsync(StopTimeout))
            process.Kill();
        Release();
    }

    /// <summary>
    /// Kills the broker without a warning to its clients, as a fault would. A broker of the cloud still has what it acknowledged;
    /// mosquitto has only what it wrote down, so it is told to do that just before.
    /// </summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        var before = Written();
        await SignalAsync(process, "USR1");
        await Eventually.HoldsAsync("mosquitto has written its sessions down", () => Written() > before);
        await EndAsync(process);
    }

    /// <summary>Ends the broker and deletes all it kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await EndAsync(process);
        folder.Delete(recursive: true);
    }

    private DateTime Written() => File.GetLastWriteTimeUtc(Path.Combine(folder.FullName, MosquittoConfiguration.SessionsFile));

    private async Task EndAsync(ChildProcess server)
    {
        server.Kill();
        await server.WaitForExitAsync(StopTimeout);
        Release();
    }

    private static async Task SignalAsync(ChildProcess server, string signal) =>
        await new Command(["kill", $"-{signal}", $"{server.Id}"]).RunOrThrowAsync();

    // Another program on the port answers as well, but then ours has ended.
    private async Task<bool> ListensAsync(ChildProcess server)
    {
        await Eventually.HoldsAsync($"mosquitto listens on port {Port}", async () => !server.IsRunning || await AnswersAsync());
        return server.IsRunning;
    }

    private async Task<bool> AnswersAsync()
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(TestBroker.Host, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Release()
    {
        process?.Dispose();
        process = null;
    }
}
