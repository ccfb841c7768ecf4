using System.Globalization;
using System.Net;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Feeds;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Parts;

/// <summary>What an event came to, by one of the results that were issued of it, with what each of them changed; and has it made.</summary>
public sealed partial class EventResults : ReadAgain
{
    /// <summary>That one was issued is heard; this is for what was not heard.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>The backend makes no result of less.</summary>
    private static readonly TimeSpan LengthLeast = TimeSpan.FromMinutes(1);
    private static readonly string[] FileNames = ["result", "result-vens", "results"];

    private ResultView[]? _all;
    private (ResultView? Shown, ResultView? Newest) _told;
    private string? _none;
    private (string? EventId, long Heard) _asked;
    private Confirm? _confirm;
    private string? _said;
    private bool _isRefused;
    private bool _isBusy;
    private bool _isStale;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private SharedReads Reads { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<EventResults> T { get; set; } = null!;

    [Inject]
    private IStringLocalizer<EngineWords> Words { get; set; } = null!;

    /// <summary>The event, which is over.</summary>
    [Parameter, EditorRequired]
    public EventView Event { get; set; } = null!;

    /// <summary>The number of the result that is asked for, as the address says it; nothing for the newest.</summary>
    [Parameter]
    public string? Number { get; set; }

    /// <summary>The time whose knowledge is asked for, as the address says it; nothing for now. A number goes first.</summary>
    [Parameter]
    public string? Known { get; set; }

    /// <summary>What was known at a time is asked for; null for now.</summary>
    [Parameter]
    public EventCallback<DateTimeOffset?> OnKnown { get; set; }

    /// <summary>Another one when a result was heard to be issued.</summary>
    [Parameter]
    public long Heard { get; set; }

    /// <summary>Another result is asked for; null for the newest.</summary>
    [Parameter]
    public EventCallback<int?> OnNumber { get; set; }

    /// <summary>A VEN of a result is asked for.</summary>
    [Parameter]
    public EventCallback<(int Number, string VenId)> OnVen { get; set; }

    /// <summary>Told which result is shown, and which is the newest; null while there is none.</summary>
    [Parameter]
    public EventCallback<(ResultView? Shown, ResultView? Newest)> OnShown { get; set; }

    protected override TimeSpan Every => LookAgain;

    /// <summary>The time whose knowledge is shown; null where a number is asked for, or now.</summary>
    private DateTimeOffset? KnownAt =>
        Number is { Length: > 0 } ? null
        : KnownTimes.Read(Known) is { } at && at < Viewer.Now ? at
        : null;

    private ResultView? Shown =>
        _all is not [var newest, ..] ? null
        : KnownAt is { } at ? _all.FirstOrDefault(r => r.IssuedAt <= at)
        : _all.FirstOrDefault(r => Text(r.Number) == Number) ?? newest;

    /// <summary>Where the slider is: at the time that is asked for, or at which an older result was issued.</summary>
    private DateTimeOffset? SlidTo => KnownAt ?? (After is null ? null : KnownTimes.Whole(Shown!.IssuedAt));

    /// <summary>The one that took its place.</summary>
    private ResultView? After => Shown is { } shown ? _all?.FirstOrDefault(r => r.Supersedes == shown.Number) : null;

    /// <summary>Whether it is worth asking; the backend has the last word.</summary>
    private bool CanBeMade =>
        Event is { ActivatedAt: { } began, EndedAt: { } ended }
        && (ended < Event.EndTime ? ended : Event.EndTime) - (began > Event.StartTime ? began : Event.StartTime) >= LengthLeast;

    protected override async Task OnParametersSetAsync()
    {
        if (_asked != (Event.Id, Heard))
        {
            if (_asked.EventId != Event.Id)
                (_all, _none, _said) = (null, null, null);
            _isStale = true;
            if (RendererInfo.IsInteractive)
                await ReadNowAsync();
        }
        await TellAsync();
    }

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        // Another event may be asked for, or another result issued, while one is read.
        do
        {
            var (id, age) = (Event.Id, _isStale ? TimeSpan.Zero : LookAgain / 2);
            (_asked, _isStale) = ((id, Heard), false);
            var all = await Reads.OfAsync<ResultView[]>($"api/events/{id}/results", age);
            var none = all.Length == 0 ? await WhyNoneAsync(id, cancellation) : null;
            if (id != Event.Id)
                continue;
            _none = none;
            // What was issued stays as it is: the same is not drawn anew.
            if (_all?.Length != all.Length)
                _all = all;
        } while (_asked != (Event.Id, Heard));
        await TellAsync();
    }

    /// <summary>Told once: it has the page made anew, and this part with it.</summary>
    private Task TellAsync()
    {
        var (shown, newest) = (Shown, _all is [var first, ..] ? first : null);
        if (ReferenceEquals(_told.Shown, shown) && ReferenceEquals(_told.Newest, newest))
            return Task.CompletedTask;
        _told = (shown, newest);
        return OnShown.InvokeAsync(_told);
    }

    /// <summary>The backend says when there will be one.</summary>
    private async Task<string?> WhyNoneAsync(string id, CancellationToken cancellation)
    {
        try
        {
            await Backend.GetAsync<EventResult>($"api/events/{id}/result?limit=1", cancellation);
            // One was issued meanwhile.
            _isStale = true;
            return null;
        }
        catch (BackendException problem) when (problem.Status == HttpStatusCode.NotFound)
        {
            return problem.Message;
        }
    }

    private async Task ChooseAsync(int number)
    {
        _said = null;
        await OnNumber.InvokeAsync(number == _all?[0].Number ? null : number);
    }

    private async Task MakeAsync()
    {
        if (_isBusy)
            return;
        (_isBusy, _said) = (true, null);
        StateHasChanged();
        try
        {
            var asked = await Backend.SendAsync<ResultAsked>(HttpMethod.Post, $"api/events/{Event.Id}/results", body: null);
            (_said, _isRefused) = (T[asked.Issued ? "Made" : "Same", asked.Newest.Number], false);
            if (asked.Issued)
                await OnNumber.InvokeAsync(null);
        }
        catch (BackendException problem)
        {
            (_said, _isRefused) = (problem.IsAway ? T["Away", problem.Message] : problem.Message, true);
        }
        finally
        {
            _isBusy = false;
        }
        _isStale = true;
        await ReadNowAsync();
    }

    private static string? Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
