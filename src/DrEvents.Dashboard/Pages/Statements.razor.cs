using System.Globalization;
using System.Net;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Pages;

/// <summary>What was booked in a period: which one, and of whom, is the address's.</summary>
public sealed partial class Statements : ComponentBase, IDisposable
{
    /// <summary>Lines that are shown; all of them are in the files.</summary>
    internal const int Most = 500;

    private static readonly string[] Formats = ["csv", "json", "parquet"];

    private readonly CancellationTokenSource _leaving = new();
    private StatementAddress _query = new();
    private StatementAddress? _asked;
    private StatementView? _statement;
    private TermsView? _terms;
    private string? _noTerms;
    private BackendException? _problem;
    private DateTimeOffset? _asOf;
    private bool _isRead;

    [Inject]
    private BackendClient Backend { get; set; } = null!;

    [Inject]
    private PageAddress Address { get; set; } = null!;

    [Inject]
    private Viewer Viewer { get; set; } = null!;

    [Inject]
    private IStringLocalizer<Statements> T { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Ven { get; set; }

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    [SupplyParameterFromQuery]
    private string? Currency { get; set; }

    private List<string> Currencies => [.. (_terms?.Terms ?? []).Select(t => t.Currency).Distinct().Order(StringComparer.Ordinal)];

    private long LinesOfAll => _statement is { } s ? s.LinesOfAll ?? s.Lines.Count : 0;

    private string Said => _statement is null && _problem is null ? T["Reading"] : T["AsOf", Viewer.Stamp(_asOf)];

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        if (!_isRead)
            await ReadTermsAsync();
        var currency = !string.IsNullOrEmpty(Currency) ? Currency : Currencies.FirstOrDefault();
        _query = StatementAddress.Of(Ven, From, To, currency, Viewer);
        if (_query != _asked)
            await ReadAsync(_query);
    }

    private async Task ReadTermsAsync()
    {
        try
        {
            (_terms, _noTerms) = (await Backend.GetAsync<TermsView>("api/terms", _leaving.Token), null);
        }
        catch (BackendException problem)
        {
            // Without terms something may have been booked by those of before.
            _noTerms = problem.Message;
            _problem = problem.Status == HttpStatusCode.NotFound ? null : problem;
        }
        _isRead = true;
    }

    private async Task ReadAsync(StatementAddress asked)
    {
        _asked = asked;
        try
        {
            var path = asked.Of(FormattableString.Invariant($"api/statements?lines={Most}"));
            var statement = await Backend.GetAsync<StatementView>(path, _leaving.Token);
            // While it was read, another may have been asked for.
            if (asked == _asked)
                (_statement, _problem, _asOf) = (statement, null, Viewer.Now);
        }
        catch (BackendException problem) when (asked == _asked)
        {
            // What is shown is not what is asked for.
            (_statement, _problem, _asOf) = (null, problem, Viewer.Now);
        }
        catch (Exception e) when (e is BackendException or OperationCanceledException)
        {
            // Nobody looks at it any more.
        }
    }

    /// <summary>An event's hours; the day of their end is said where it is another.</summary>
    private string Hours(StatementLineView line) =>
        $"{Viewer.Minute(line.Start)} – {(Viewer.Local(line.Start).Date == Viewer.Local(line.End).Date ? Viewer.Local(line.End).ToString("t", CultureInfo.CurrentCulture) : Viewer.Minute(line.End))}";

    /// <summary>A decimal number with the digits that it was booked with.</summary>
    private static string Digits(string text) => Parts.Decimals.Shown(text);

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
