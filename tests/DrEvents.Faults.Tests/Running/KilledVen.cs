using System.Text.Json;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Faults.Tests.Running;

/// <summary>A VEN agent that is killed again and again: what its page says, and what its log says.</summary>
internal sealed class KilledVen : IAsyncDisposable
{
    private const double StartsWithinS = 60;

    /// <summary>The smallest log that there may be.</summary>
    private const int MegabytesMax = LogBounds.MegabytesMin;

    private readonly string _logFile;
    private readonly VenProcess _process;
    private readonly HttpClient _page;

    public KilledVen(string venId, int mqttPort, string folder)
    {
        var webPort = FreePort.Find();
        _logFile = Path.Combine(folder, venId + ".db");
        _process = new VenProcess(venId, _logFile, mqttPort, folder, webPort, $"--Ven:LogMegabytesMax={MegabytesMax}");
        _page = new HttpClient { BaseAddress = new Uri($"http://{TestBroker.Host}:{webPort}") };
    }

    /// <summary>Starts it with a log that is full, so that each life begins with folding what is old.</summary>
    public Task StartAsync()
    {
        FillLog();
        return _process.StartAsync();
    }

    public Task KillAsync() => _process.KillAsync();

    public string Output() => _process.Output();

    /// <summary>Waits until the page answers, and gives what it says.</summary>
    public async Task<JsonElement> LookAsync()
    {
        JsonElement? answer = null;
        await Eventually.HoldsAsync("the page answers", async () => (answer = await TryLookAsync()) is not null, StartsWithinS);
        return answer!.Value;
    }

    /// <summary>The log is as it was written.</summary>
    /// <returns>The sequence of the last entry that was folded into a checkpoint.</returns>
    public long LogVerifies()
    {
        using var log = LogReader.Open(_logFile);
        var ends = log.Ends.ShouldNotBeNull();
        LogVerifier.Verify(ends, log.Read()).Finding.ShouldBeNull();
        return ends.Removed.Sequence;
    }

    /// <summary>What the VEN is in is what its log says. Both are read at a moment at which nothing is written in between.</summary>
    public async Task StateIsTheReplayAsync()
    {
        var (lived, replayed) = (null as VenPageState, null as VenPageState);
        await Eventually.HoldsAsync(
            "the log stands still while the page is asked",
            async () =>
            {
                var (before, state) = Replay();
                var page = await LookAsync();
                (lived, replayed) = (VenPageState.Of(page), VenPageState.Of(state));
                return before == Head();
            },
            StartsWithinS
        );
        lived.ShouldBe(replayed);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        await _process.DisposeAsync();
    }

    private LogHead Head()
    {
        using var log = LogReader.Open(_logFile);
        return log.Ends.ShouldNotBeNull().Newest;
    }

    private (LogHead Head, VenState State) Replay()
    {
        using var log = LogReader.Open(_logFile);
        var state = log.Read().Aggregate(VenState.Initial, (s, e) => s.Apply(e.Entry.At, VenEventJson.Read(e.Entry.Kind, e.Entry.Json)));
        return (log.Ends.ShouldNotBeNull().Newest, state);
    }

    private void FillLog()
    {
        using var log = new SqliteEventLog(_logFile, new LogBounds(MegabytesMax: MegabytesMax));
        var some = Enumerable.Repeat(new CommandReceived(new string('x', 1_000)), 50).ToList();
        while (!log.IsCheckpointDue(Clock.Now))
            log.Append(Clock.Now, some);
    }

    private async Task<JsonElement?> TryLookAsync()
    {
        try
        {
            return JsonElement.Parse(await _page.GetByteArrayAsync("api/state"));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
