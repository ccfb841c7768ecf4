using System.Collections.Concurrent;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Proof;

namespace DrEvents.Faults.Tests.Running;

/// <summary>An operator who asks for one event after the other, whatever the backend answers.</summary>
internal sealed class EventAsker : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _enough = new();
    private readonly ConcurrentQueue<string> _promised = new();
    private readonly ConcurrentQueue<int> _answers = new();
    private readonly Task _asking;

    /// <summary>Begins to ask.</summary>
    public EventAsker(BackendProcess backend) => _asking = AskAsync(backend);

    /// <summary>Events that were answered with 201.</summary>
    public IReadOnlyCollection<string> Promised => _promised;

    /// <summary>Status codes, oldest first.</summary>
    public IReadOnlyCollection<int> Answers => _answers;

    /// <summary>Ends with the answer to what is asked now.</summary>
    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _asking;
        _enough.Dispose();
    }

    private async Task AskAsync(BackendProcess backend)
    {
        // Far ahead: they never start.
        var start = Clock.Now.AddDays(1);
        while (!_enough.IsCancellationRequested)
        {
            var answer = await backend.PostEventAsync(start, start.AddHours(1));
            _answers.Enqueue((int)answer.StatusCode);
            if (answer.IsSuccessStatusCode)
                _promised.Enqueue((await answer.Content.ReadFromJsonAsync<EventView>())!.Id);
            await Task.Delay(Pause, _enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
