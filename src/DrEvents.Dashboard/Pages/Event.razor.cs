using System.Net;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Feeds;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Pages;

/// <summary>A DR event while it is planned and runs; afterwards the same page is its record.</summary>
public sealed partial class Event : ComponentBase, IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(3);

    /// <summary>So old may be what was read, by this viewer or another one.</summary>
    private static readonly TimeSpan AgeMost = TimeSpan.FromSeconds(15);

    /// <summary>That of events whose reasons cost the backend a second.</summary>
    private static readonly TimeSpan AgeMostOfMany = TimeSpan.FromSeconds(60);
    private const int Many = 1_000;
    private static readonly string[] FileNames = ["course", "adjustments", "why", "vens", "commands", "stored"];
    private static readonly TimeSpan LastReadingsCome = TimeSpan.FromSeconds(30);

    private EventFeed? _feed;
    private IDisposable? _watching;
    private IDisposable? _timer;
    private string? _readId;
    private string? _readStatus;
    private DateTimeOffset _readAt;
    private EventView? _prerendered;
    private EventCourse? _course;
    private WhySpans? _why;
    private IReadOnlyList<AdjustmentView>? _adjustments;
    private BackendException? _problem;
    private EventVenFilter _filter = new();
    private bool _isReading;

    [Inject]
    private Shared Shared { get; set; } = null!;

    [Inject]
    private SharedReads Reads { get; set; } = null!;

    [Inject]
    private PageAddress Address { get; set; } = null!;

    [Inject]
    private Presence Presence { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Event> T { get; set; } = null!;

    /// <summary>Which event.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? Search { get; set; }

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Reason { get; set; }

    [SupplyParameterFromQuery]
    private string? Group { get; set; }

    [SupplyParameterFromQuery]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery]
    private bool Descending { get; set; }

    /// <summary>The five minutes whose reasons are shown.</summary>
    [SupplyParameterFromQuery]
    private string? Span { get; set; }

    /// <summary>The VEN whose commands are shown.</summary>
    [SupplyParameterFromQuery]
    private string? Ven { get; set; }

    /// <summary>Only events that were stored before this one are listed.</summary>
    [SupplyParameterFromQuery]
    private long? Stored { get; set; }

    /// <summary>Only actions older than this one are listed.</summary>
    [SupplyParameterFromQuery]
    private string? Actions { get; set; }

    private EventView? Shown => _feed?.Event ?? _prerendered;

    /// <summary>What the loop decided, the newest first: as it was read, and since then as it is heard.</summary>
    private IReadOnlyList<AdjustmentView>? Decided =>
        _adjustments is { } read ? [.. (_feed?.Adjustments ?? []).Where(a => read.Count == 0 || a.At > read[0].At), .. read] : null;

    private bool IsMissing => !EventStates.IsEventId(Id) || (Shown is null && _feed?.Trouble?.Status == HttpStatusCode.NotFound);

    protected override async Task OnParametersSetAsync()
    {
        _filter = EventVenFilter.Of(Search, Status, Reason, Group, Sort, Descending);
        if (!EventStates.IsEventId(Id) || !RendererInfo.IsInteractive)
            return;
        Look();
        if (Id == _readId)
            return;
        _watching?.Dispose();
        (_readId, _readStatus, _prerendered, _course, _why, _adjustments) = (Id, null, null, null, null, null);
        _feed = Shared.Events.Of(Id);
        _watching = Presence.Watch(_feed, () => InvokeAsync(HeardAsync));
        _timer ??= Presence.Every(LookAgain, () => InvokeAsync(ReadAsync));
        await ReadAsync();
    }

    private Task HeardAsync()
    {
        StateHasChanged();
        // What belongs to another state is read at once.
        return _feed?.Event is { } e && e.Status != _readStatus ? ReadAsync() : Task.CompletedTask;
    }

    private async Task ReadAsync()
    {
        LookAgainIfAway();
        if (_feed?.Event is not { } e || _isReading || IsRead(e))
            return;
        _isReading = true;
        try
        {
            var (id, path, age) = (Id, $"api/events/{Id}", Age(e));
            (_readStatus, _readAt) = (e.Status, Viewer.Now - age);
            var (course, why, adjustments) = (
                Reads.OfAsync<EventCourse>($"{path}/course?granularity=1m", age),
                Reads.OfAsync<WhySpans>($"{path}/why", age),
                Reads.OfAsync<AdjustmentView[]>($"{path}/adjustments", age)
            );
            await Task.WhenAll(course, why, adjustments);
            if (id == Id)
                (_course, _why, _adjustments, _problem) = (await course, await why, [.. (await adjustments).Reverse()], null);
        }
        catch (BackendException problem)
        {
            _problem = problem;
        }
        finally
        {
            _isReading = false;
        }
        StateHasChanged();
    }

    /// <summary>What is over is read once; a moment after, since the last readings come in then.</summary>
    private bool IsRead(EventView e) =>
        e.IsOver()
        && _readStatus == e.Status
        && _course is not null
        && _problem is null
        && _readAt - (e.EndedAt ?? e.CreatedAt) > LastReadingsCome;

    private TimeSpan Age(EventView e)
    {
        var (isOfMany, isWithoutReasons) = (_feed?.Metrics?.VensTargeted > Many, _why is not { Intervals.Count: > 0 });
        return _readStatus switch
        {
            // Whoever comes sees what others read a moment ago.
            null => isOfMany ? AgeMost : LookAgain,
            { } status when status != e.Status => TimeSpan.Zero,
            _ when isWithoutReasons => isOfMany ? AgeMost : LookAgain / 2,
            _ => isOfMany ? AgeMostOfMany : AgeMost,
        };
    }

    private string Targets(EventView e) =>
        e.Targets switch
        {
            { Programme: { } programme, Groups: null or [], VenIds: null or [] } => T["OfProgramme", programme],
            { Groups: { Count: > 0 } groups } => T["Groups", string.Join(", ", groups)],
            { VenIds: { Count: > 0 } vens } => vens.Count <= 5
                ? T["VenIds", string.Join(", ", vens)]
                : T["VenCount", Viewer.Number(vens.Count)],
            _ => T["AllVens"],
        };

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private void Go(EventVenFilter filter)
    {
        // The next choice is added to this one, which the address does not have yet.
        _filter = filter;
        Address.Set(filter.Parameters);
    }

    private void GoTo(string parameter, string? value) => Address.Set(parameter, value);

    private void PickReason(string reason) => Address.Set("reason", reason, replace: false, anchor: "#vens");

    public void Dispose()
    {
        _watching?.Dispose();
        _timer?.Dispose();
        _looking.Dispose();
    }
}
