using System.Globalization;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Parts;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Pages;

/// <summary>What was booked in a period: which one, and of whom, is the address's.</summary>
public sealed partial class Statements : ReadAgain
{
    /// <summary>Lines that are shown; all of them are in the files.</summary>
    internal const int Most = 500;

    private static readonly string[] Formats = ["csv", "json", "parquet"];

    private StatementAddress _query = new();
    private StatementView? _statement;
    private TermsView? _terms;
    private string? _noTerms;

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

    private string Said => _statement is null && Problem is null ? T["Reading"] : T["AsOf", Viewer.Stamp(AsOf)];

    /// <summary>What was booked changes when an event is settled, which is no matter of seconds.</summary>
    protected override TimeSpan Every => TimeSpan.FromMinutes(5);

    protected override Task OnParametersSetAsync() => RendererInfo.IsInteractive && Asked() != _query ? ReadNowAsync() : Task.CompletedTask;

    protected override async Task ReadAsync(CancellationToken cancellation)
    {
        await ReadTermsAsync(cancellation);
        var asked = Asked();
        // What is shown would not be what is asked for.
        if (asked != _query)
            (_query, _statement) = (asked, null);
        var statement = await Backend.GetAsync<StatementView>(
            asked.Of(FormattableString.Invariant($"api/statements?lines={Most}")),
            cancellation
        );
        // While it was read, another may have been asked for.
        if (asked == Asked())
            _statement = statement;
    }

    private async Task ReadTermsAsync(CancellationToken cancellation)
    {
        try
        {
            (_terms, _noTerms) = (await Backend.GetAsync<TermsView>("api/terms", cancellation), null);
        }
        catch (BackendException problem)
        {
            // Without terms something may have been booked by those of before.
            _noTerms = problem.Message;
        }
    }

    private StatementAddress Asked() =>
        StatementAddress.Of(Ven, From, To, !string.IsNullOrEmpty(Currency) ? Currency : Currencies.FirstOrDefault(), Viewer);

    /// <summary>An event's hours; the day of their end is said where it is another.</summary>
    private string Hours(StatementLineView line) =>
        $"{Viewer.Minute(line.Start)} – {(Viewer.Local(line.Start).Date == Viewer.Local(line.End).Date ? Viewer.Local(line.End).ToString("t", CultureInfo.CurrentCulture) : Viewer.Minute(line.End))}";

    /// <summary>A decimal number with the digits that it was booked with.</summary>
    private static string Digits(string text) => Decimals.Shown(text);
}
