using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Planning;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Pages;

/// <summary>The same page at a moment of the past: what is drawn is found again by the backend, and nothing can be changed.</summary>
public sealed partial class Event
{
    /// <summary>Keys that are held down ask for one moment after the other.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    private readonly Newest _looking = new(Quiet);
    private (string, PastMoment?) _looked;
    private PastMoment? _moment;
    private EventAt? _past;
    private BackendException? _pastProblem;
    private bool _isFinding;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    /// <summary>The moment that is looked at; nothing for now.</summary>
    [SupplyParameterFromQuery]
    private string? At { get; set; }

    /// <summary>By what: <c>then</c> or <c>today</c>.</summary>
    [SupplyParameterFromQuery]
    private string? Known { get; set; }

    private EventView? Drawn => _moment is null ? Shown : _past?.Event;

    private IReadOnlyList<AdjustmentView>? PastDecided { get; set; }

    private WhySpans? PastWhy { get; set; }

    /// <summary>The past stays as it is.</summary>
    private int Version => _moment is null ? _feed?.VensVersion ?? 0 : 0;

    private void Look()
    {
        _moment = PastMoment.Of(At, Known);
        if ((Id, _moment) == _looked)
            return;
        if (_moment is null || Id != _looked.Item1)
            Draw(null);
        _pastProblem = null;
        _isFinding = _moment is not null;
        _looked = (Id, _moment);
        _ = _looking.DoAsync(stop => _moment is { } moment ? LookAsync(Id, moment, stop) : Task.CompletedTask);
    }

    private async Task LookAsync(string id, PastMoment moment, CancellationToken stop)
    {
        try
        {
            var past = await Backend.GetAsync<EventAt>(moment.On($"api/events/{id}/at"), stop);
            if (stop.IsCancellationRequested)
                return;
            Draw(past);
            _pastProblem = null;
        }
        catch (BackendException problem)
        {
            if (stop.IsCancellationRequested)
                return;
            Draw(null);
            _pastProblem = problem;
        }
        _isFinding = false;
        await InvokeAsync(StateHasChanged);
    }

    private void Draw(EventAt? past)
    {
        _past = past;
        PastDecided = past is null ? null : [.. past.Adjustments.Reverse()];
        PastWhy = past is null ? null : new WhySpans(past.EventId, past.Why);
    }

    private void LookAgainIfAway()
    {
        if (_moment is { } moment && _pastProblem is { IsAway: true } && !_looking.IsBusy)
            _ = _looking.DoAsync(stop => LookAsync(Id, moment, stop));
    }

    /// <summary>From moment to moment the browser's way back leads to where one came from.</summary>
    private void GoToMoment(PastMoment? moment) =>
        Address.Set(moment?.Parameters ?? PastMoment.Live, replace: moment is not null && _moment is not null);
}
