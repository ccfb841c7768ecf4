using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Charts;
using DrEvents.Dashboard.Exports;
using DrEvents.Dashboard.Feeds;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Parts;

/// <summary>
/// What an event came to by each profile, from the same readings. Each of them costs the backend a measurement of all VENs: they are read when somebody wants
/// them, one after the other, and no more when nobody does.
/// </summary>
public sealed partial class ResultProfiles : ComponentBase, IDisposable
{
    private const int Colours = 9;

    private readonly List<ProfileSumsView> _rows = [];
    private readonly HashSet<string> _hidden = [];
    private (string EventId, int Number) _asked;
    private CancellationTokenSource? _stop;
    private ProfileView[] _profiles = [];
    private BackendException? _problem;
    private object? _option;
    private string? _reading;
    private int _wanted;
    private bool _isBusy;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private SharedReads Reads { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ResultProfiles> T { get; set; } = null!;

    /// <summary>The newest result.</summary>
    [Parameter, EditorRequired]
    public ResultView Result { get; set; } = null!;

    /// <summary>Whether they are wanted.</summary>
    [Parameter]
    public bool IsOpen { get; set; }

    /// <summary>They are wanted, or no more.</summary>
    [Parameter]
    public EventCallback<bool> OnOpen { get; set; }

    private IEnumerable<ProfileSumsView> Drawn => _rows.Where(r => r.Vens > 0 && !_hidden.Contains(r.Profile));

    protected override async Task OnParametersSetAsync()
    {
        if (_asked != (Result.EventId, Result.Number))
        {
            Stop();
            _asked = (Result.EventId, Result.Number);
            _rows.Clear();
            (_option, _problem, _wanted) = (null, null, 0);
        }
        if (!IsOpen)
            Stop();
        else if (RendererInfo.IsInteractive && !_isBusy && _problem is null && (_wanted == 0 || _wanted > _rows.Count))
            await ReadAsync();
    }

    private void Stop()
    {
        _stop?.Cancel();
        _stop?.Dispose();
        (_stop, _isBusy, _reading) = (null, false, null);
    }

    private async Task ReadAsync()
    {
        Stop();
        var stop = (_stop = new CancellationTokenSource()).Token;
        (_isBusy, _problem) = (true, null);
        try
        {
            _profiles = await Reads.MeasurableProfilesAsync();
            stop.ThrowIfCancellationRequested();
            string[] names = [.. _profiles.Select(p => p.Name)];
            _wanted = names.Length;
            foreach (var name in names.Except(_rows.Select(r => r.Profile)).ToList())
            {
                _reading = name;
                StateHasChanged();
                var path = $"api/events/{Result.EventId}/result/profiles?names={Uri.EscapeDataString(name)}";
                var read = await Backend.GetAsync<SideBySideView>(path, stop);
                stop.ThrowIfCancellationRequested();
                _rows.AddRange(read.Profiles);
                Draw();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (BackendException problem) when (!stop.IsCancellationRequested)
        {
            _problem = problem;
        }
        catch (BackendException)
        {
            return;
        }
        (_isBusy, _reading) = (false, null);
        StateHasChanged();
    }

    private void Toggle(string profile)
    {
        if (!_hidden.Remove(profile))
            _hidden.Add(profile);
        Draw();
    }

    /// <summary>
    /// What was used, and above it what each profile says was delivered. Of a profile that measures all VENs this is their baseline; of one that does not, the
    /// others are taken as they were, so that lines can be compared.
    /// </summary>
    private void Draw()
    {
        var all = _rows.Where(r => r.ActualKw is not null).MaxBy(r => r.Vens)?.ActualKw ?? [];
        _option = all.Any(kw => kw is not null)
            ? Course.Of(
                Viewer,
                isFromZero: false,
                [
                    Line.Of(T["Use"], "use", Steps(all)) with
                    {
                        IsStep = true,
                    },
                    .. Drawn.Select(r =>
                        Line.Of(
                            r.Profile,
                            ColourOf(r.Profile),
                            Steps([.. all.Select((kw, i) => kw + r.BaselineKw?[i] - r.ActualKw?[i])])
                        ) with
                        {
                            IsStep = true,
                        }
                    ),
                ]
            )
            : null;
    }

    private IEnumerable<(DateTimeOffset, double?)> Steps(IReadOnlyList<double?> kw) =>
        kw.Select((value, i) => (At(i), value)).Append((Result.End, kw[^1]));

    private DateTimeOffset At(int interval) => Result.Start.AddMinutes((double)interval * Result.IntervalMinutes);

    private string ColourOf(string profile) =>
        FormattableString.Invariant($"p{Array.FindIndex(_profiles, p => p.Name == profile) % Colours + 1}");

    private string? TitleOf(string profile) => Array.Find(_profiles, p => p.Name == profile)?.Title;

    /// <summary>The reason alone: whose it is stands in its row.</summary>
    private static string WhyNot(ProfileSumsView row) => (row.WhyNot ?? "").Replace($": {row.Profile}: ", ": ", StringComparison.Ordinal);

    private static string Between(ErrorBandView? band) =>
        band is null ? "–" : $"{Viewer.Number(band.LowKw, 1)} … {Viewer.Number(band.HighKw, 1)}";

    private string SumsFile =>
        Csv.Link(
            "profile,version,vens,notMeasured,meanKw,meanRatio,worstRatio,withinShare,signedKwh,clippedKwh,rrmse,lowKw,highKw,whyNot",
            _rows.Select(r =>
                Csv.Line(
                    Csv.Text(r.Profile),
                    Csv.Number(r.Version),
                    Csv.Number(r.Vens),
                    Csv.Number(r.NotMeasured),
                    Csv.Number(r.MeanKw),
                    Csv.Number(r.MeanRatio),
                    Csv.Number(r.WorstRatio),
                    Csv.Number(r.WithinShare),
                    Csv.Number(r.SignedKwh),
                    Csv.Number(r.ClippedKwh),
                    Csv.Number(r.Rrmse),
                    Csv.Number(r.Band?.LowKw),
                    Csv.Number(r.Band?.HighKw),
                    Csv.Text(r.WhyNot)
                )
            )
        );

    private string LinesFile =>
        Csv.Link(
            "profile,start,baselineKw,actualKw",
            _rows.SelectMany(r =>
                (r.BaselineKw ?? []).Select(
                    (kw, i) => Csv.Line(Csv.Text(r.Profile), Csv.Time(At(i)), Csv.Number(kw), Csv.Number(r.ActualKw?[i]))
                )
            )
        );

    public void Dispose()
    {
        _stop?.Cancel();
        _stop?.Dispose();
    }
}
