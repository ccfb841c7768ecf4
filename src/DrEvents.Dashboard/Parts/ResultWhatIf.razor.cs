using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Exports;
using DrEvents.Dashboard.Feeds;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Parts;

/// <summary>What would be different of an event that is over, with what was measured and what is simulated apart. It changes nothing.</summary>
public sealed partial class ResultWhatIf : ComponentBase, IDisposable
{
    private (string EventId, int Number, WhatIfAsked Asked)? _read;
    private CancellationTokenSource? _stop;
    private ProfileView[] _profiles = [];
    private WhatIfView? _answer;
    private BackendException? _problem;
    private string? _profile;
    private string? _without;
    private string? _kw;
    private string? _order;
    private bool _isBusy;
    private bool _isEmpty;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private SharedReads Reads { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ResultWhatIf> T { get; set; } = null!;

    [Inject]
    private IStringLocalizer<EngineWords> Words { get; set; } = null!;

    /// <summary>The newest result, which it is compared with.</summary>
    [Parameter, EditorRequired]
    public ResultView Result { get; set; } = null!;

    /// <summary>What is asked, as the address says it.</summary>
    [Parameter, EditorRequired]
    public WhatIfAsked Asked { get; set; } = new();

    /// <summary>Something else is asked.</summary>
    [Parameter]
    public EventCallback<WhatIfAsked> OnAsk { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (_read == (Result.EventId, Result.Number, Asked) || !RendererInfo.IsInteractive)
            return;
        Stop();
        // What the address says stands in the fields, but for what is typed meanwhile.
        if (_read?.Asked != Asked)
            (_profile, _without, _kw, _order) = (Asked.Profile, Asked.Without?.Replace(",", ", "), Asked.RequestedKw, Asked.Allocation);
        _read = (Result.EventId, Result.Number, Asked);
        (_answer, _problem) = (null, null);
        await ReadProfilesAsync();
        if (!Asked.IsNothing)
            await ReadAsync();
    }

    private async Task ReadProfilesAsync()
    {
        try
        {
            _profiles = await Reads.MeasurableProfilesAsync();
        }
        catch (BackendException)
        {
            // Without their names all else can be asked.
        }
    }

    private async Task AskAsync()
    {
        var asked = WhatIfAsked.Of(_profile, _without, _kw, _order);
        _isEmpty = asked.IsNothing;
        if (asked == Asked && !asked.IsNothing)
            await ReadAsync();
        else
            await OnAsk.InvokeAsync(asked);
    }

    private Task ClearAsync()
    {
        Stop();
        (_profile, _without, _kw, _order, _isEmpty) = (null, null, null, null, false);
        return OnAsk.InvokeAsync(new WhatIfAsked());
    }

    private void Stop()
    {
        _stop?.Cancel();
        _stop?.Dispose();
        (_stop, _isBusy) = (null, false);
    }

    private async Task ReadAsync()
    {
        Stop();
        var stop = (_stop = new CancellationTokenSource()).Token;
        (_isBusy, _isEmpty, _problem, _answer) = (true, false, null, null);
        StateHasChanged();
        try
        {
            var answer = await Backend.GetAsync<WhatIfView>(Asked.On(Result.EventId), stop);
            if (stop.IsCancellationRequested)
                return;
            _answer = answer;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return;
        }
        catch (BackendException problem)
        {
            if (stop.IsCancellationRequested)
                return;
            _problem = problem;
        }
        _isBusy = false;
        StateHasChanged();
    }

    private string? Wrong(string field) => _problem?.Fields.TryGetValue(field, out var what) == true ? string.Join("; ", what) : null;

    private static IEnumerable<(string Name, double? Was, double? Now, int Digits, string Unit)> Rows(WhatIfView answer)
    {
        var (was, now) = (answer.Issued, answer.Measured);
        yield return ("Requested", was.RequestedKw, now.RequestedKw, 2, " kW");
        yield return ("Vens", was.Vens, now.Vens, 0, "");
        yield return ("Mean", was.MeanKw, now.MeanKw, 2, " kW");
        yield return ("Ratio", was.MeanRatio * 100, now.MeanRatio * 100, 1, " %");
        yield return ("Worst", was.WorstRatio * 100, now.WorstRatio * 100, 1, " %");
        yield return ("Within", was.WithinShare * 100, now.WithinShare * 100, 1, " %");
        yield return ("Energy", was.SignedKwh, now.SignedKwh, 2, " kWh");
    }

    private static string Signed(double? value, int digits) => (value > 0 ? "+" : "") + Viewer.Number(value, digits);

    private static string MeasuredFile(WhatIfView answer) =>
        Csv.Link(
            "which,profile,requestedKw,vens,meanKw,meanRatio,worstRatio,withinShare,signedKwh",
            new[] { ("issued", answer.Issued), ("measured", answer.Measured) }.Select(w =>
                Csv.Line(
                    w.Item1,
                    Csv.Text(w.Item2.Profile),
                    Csv.Number(w.Item2.RequestedKw),
                    Csv.Number(w.Item2.Vens),
                    Csv.Number(w.Item2.MeanKw),
                    Csv.Number(w.Item2.MeanRatio),
                    Csv.Number(w.Item2.WorstRatio),
                    Csv.Number(w.Item2.WithinShare),
                    Csv.Number(w.Item2.SignedKwh)
                )
            )
        );

    private static string SharesFile(WhatIfPlan plan) =>
        Csv.Link(
            "venId,wasKw,wouldKw,deliveredShare",
            plan.Changes.Select(s => Csv.Line(Csv.Text(s.VenId), Csv.Number(s.WasKw), Csv.Number(s.WouldKw), Csv.Number(s.DeliveredShare)))
        );

    public void Dispose() => Stop();
}
