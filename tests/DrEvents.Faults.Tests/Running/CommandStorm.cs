using DrEvents.Contracts.Mqtt;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Faults.Tests.Running;

/// <summary>
/// A backend that does not let a VEN rest: sheds, newer revisions of them, announced events, restores and settings, a dozen a second,
/// in an order that its seed fixes. Its events are over after a few seconds.
/// </summary>
internal sealed class CommandStorm : IAsyncDisposable
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(150);
    private static readonly string[] LoadIds = ["ev", "water-heater", "pool-pump"];

    private readonly string _venId;
    private readonly Random _random;
    private readonly TestClient _client;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Task _sending;
    private int _sent;

    private CommandStorm(string venId, int seed, TestClient client)
    {
        (_venId, _random, _client) = (venId, new Random(seed), client);
        _sending = SendAsync();
    }

    /// <summary>How many commands were sent.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Begins to send.</summary>
    public static async Task<CommandStorm> StartAsync(string venId, int seed, int mqttPort) =>
        new(venId, seed, await TestClient.ConnectAsync(mqttPort));

    /// <summary>Does something while no command is sent.</summary>
    public async Task LullAsync(Func<Task> during)
    {
        await _turn.WaitAsync();
        try
        {
            await during();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Sends no more.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _sending;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
        _turn.Dispose();
        await _client.DisposeAsync();
    }

    private async Task SendAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await LullAsync(() => _client.PublishAsync(Topics.Command(_venId), Next().ToUtf8()));
            Interlocked.Increment(ref _sent);
            await Task.Delay(PauseMax * _random.NextDouble(), _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private VenCommand Next()
    {
        var now = Clock.Now;
        var command = new VenCommand
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = $"c-{_sent}",
            VenId = _venId,
            IssuedAt = now,
            ExpiresAt = Clock.WholeSecondAfter(now.AddSeconds(4)),
            // Few events and many revisions: many a command is for an event that runs, or is older than what the VEN has.
            EventId = $"evt-{_random.Next(4):x8}",
            Revision = _sent / 8 + _random.Next(3),
        };
        return _random.Next(10) switch
        {
            < 4 => command with { RequestedReductionKw = 0.5 + 2 * _random.NextDouble(), DurationS = _random.Next(1, 4) },
            4 or 5 => command with { Op = CommandOps.Restore },
            6 => command with
            {
                Op = CommandOps.Event,
                StartAt = Clock.WholeSecondAfter(now.AddSeconds(1)),
                EndAt = Clock.WholeSecondAfter(now.AddSeconds(3)),
                RequestedReductionKw = 1,
            },
            7 => command with { Op = CommandOps.ShedLoad, LoadId = LoadId(), ReduceKw = 1, DurationS = _random.Next(1, 4) },
            8 => command with { Op = CommandOps.SetLoad, LoadId = LoadId(), Priority = _random.Next(1, 9) },
            _ => command with { Op = CommandOps.Set, Enabled = _random.Next(3) > 0 },
        };
    }

    private string LoadId() => LoadIds[_random.Next(LoadIds.Length)];
}
