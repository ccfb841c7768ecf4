using System.Globalization;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Parts;

/// <summary>Chooses a moment of an event's past, to the second: by a slider, by its time, or by what happened.</summary>
public sealed partial class EventMoment : ComponentBase
{
    private const string Then = "then";

    /// <summary>So long after its end its VENs come back.</summary>
    private static readonly TimeSpan Returning = TimeSpan.FromHours(1);

    /// <summary>Where the slider is held, before it is let go.</summary>
    private double? _held;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<EventMoment> T { get; set; } = null!;

    /// <summary>The event as it is now.</summary>
    [Parameter, EditorRequired]
    public EventView Event { get; set; } = null!;

    /// <summary>What the loop decided until now, the newest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<AdjustmentView> Decided { get; set; } = [];

    /// <summary>When it is looked at; null for now.</summary>
    [CascadingParameter]
    public PastMoment? Moment { get; set; }

    /// <summary>Another moment is asked for; null for now.</summary>
    [Parameter]
    public EventCallback<PastMoment?> OnGo { get; set; }

    private DateTimeOffset From => PastMoment.After(Event.CreatedAt);

    private DateTimeOffset To =>
        Event.IsOver() && (Event.EndedAt ?? Event.EndTime) + Returning is var back && back < Viewer.Now ? back : Viewer.Now;

    private long Seconds => Math.Max(0, (long)(To - From).TotalSeconds);

    private double Place => _held ?? (Moment is null ? Seconds : Math.Clamp((Moment.At - From).TotalSeconds, 0, Seconds));

    private DateTimeOffset Slid => _held is { } held ? From.AddSeconds(held) : Moment?.At ?? From.AddSeconds(Seconds);

    private string Said => (Moment is null || _held is not null) && IsLive(Place) ? T["Live"] : Viewer.Full(Slid);

    private IEnumerable<(string Name, DateTimeOffset At)> Marks =>
        new (string Name, DateTimeOffset? At)[]
        {
            (T["Scheduled", Viewer.Moment(Event.CreatedAt)], Event.CreatedAt),
            (T["Started", Viewer.Time(Event.ActivatedAt)], Event.ActivatedAt),
            (T["Ended", Viewer.Time(Event.EndedAt)], Event.EndedAt),
        }
            .Where(m => m.At is not null)
            .Select(m => (m.Name, PastMoment.After(m.At!.Value)));

    /// <summary>The newest decision before the moment that is looked at.</summary>
    private DateTimeOffset? Before =>
        Decided
            .Select(d => PastMoment.After(d.At))
            .Where(at => Moment is null || at < Moment.At)
            .Select(at => (DateTimeOffset?)at)
            .FirstOrDefault();

    private DateTimeOffset? Next =>
        Moment is null
            ? null
            : Decided.Select(d => PastMoment.After(d.At)).Where(at => at > Moment.At).Select(at => (DateTimeOffset?)at).LastOrDefault();

    /// <summary>At its end the slider of an event that is not over is at this moment.</summary>
    private bool IsLive(double place) => !Event.IsOver() && place >= Seconds;

    private void Slide(ChangeEventArgs e) => _held = Read(e);

    private async Task ChooseAsync(ChangeEventArgs e)
    {
        _held = null;
        if (Read(e) is { } place)
            await OnGo.InvokeAsync(IsLive(place) ? null : At(From.AddSeconds(place)));
    }

    private async Task TypedAsync(ChangeEventArgs e)
    {
        if (WallClock.Read(Viewer, (string?)e.Value) is { } typed)
            await OnGo.InvokeAsync(At(typed));
    }

    /// <summary>What has just happened is known a moment later.</summary>
    private Task GoAsync(DateTimeOffset at) => OnGo.InvokeAsync(At(at < Viewer.Now ? at : Viewer.Now));

    private PastMoment At(DateTimeOffset at) => new(at, Moment?.IsKnownThen ?? true);

    private static double? Read(ChangeEventArgs e) =>
        double.TryParse((string?)e.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var place) ? place : null;
}
