using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Parts;

/// <summary>A part of a page that reads what it shows, and again while it is looked at. What was read stays while the backend is away.</summary>
public abstract class ReadAgain : ComponentBase, IDisposable
{
    /// <summary>What could not be read is tried again soon.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _end = new();
    private Timer? _timer;
    private bool _isReading;
    private bool _isAskedFor;

    /// <summary>Why it could not be read the last time; null when it could.</summary>
    protected BackendException? Problem { get; private set; }

    /// <summary>When it was read.</summary>
    protected DateTimeOffset? AsOf { get; private set; }

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>How long it waits before it reads again.</summary>
    protected virtual TimeSpan Every => TimeSpan.FromSeconds(5);

    private TimeSpan Wait => Problem is null || Every < Retry ? Every : Retry;

    /// <summary>Reads.</summary>
    protected abstract Task ReadAsync(CancellationToken cancellation);

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        await ReadNowAsync();
        if (!_end.IsCancellationRequested)
            _timer = new Timer(_ => InvokeAsync(DueAsync), null, Wait, Timeout.InfiniteTimeSpan);
    }

    private Task DueAsync()
    {
        if (Presence.IsHere && !_isReading)
            return ReadNowAsync();
        _timer?.Change(Wait, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    /// <summary>Reads at once, or once more after what is read at this moment: that may be of what is not asked for any more.</summary>
    protected async Task ReadNowAsync()
    {
        _isAskedFor = true;
        if (_isReading)
            return;
        _isReading = true;
        try
        {
            while (_isAskedFor && !_end.IsCancellationRequested)
            {
                _isAskedFor = false;
                await TryReadAsync();
            }
        }
        finally
        {
            _isReading = false;
        }
        if (_end.IsCancellationRequested)
            return;
        StateHasChanged();
        _timer?.Change(Wait, Timeout.InfiniteTimeSpan);
    }

    private async Task TryReadAsync()
    {
        try
        {
            await ReadAsync(_end.Token);
            (Problem, AsOf) = (null, Clock.GetUtcNow());
        }
        catch (BackendException problem)
        {
            Problem = problem;
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Nobody looks at it any more.
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _end.Cancel();
        _end.Dispose();
        GC.SuppressFinalize(this);
    }
}
