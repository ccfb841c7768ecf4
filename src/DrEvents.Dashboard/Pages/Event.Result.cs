using System.Globalization;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Pages;

/// <summary>The results that were issued of an event that is over: which one is shown, and which of its VENs.</summary>
public sealed partial class Event
{
    /// <summary>How the stored event is called with which a result is issued.</summary>
    private const string ResultStored = "ResultIssued";

    private ResultView? _result;

    /// <summary>The number of the result that is shown; nothing for the newest.</summary>
    [SupplyParameterFromQuery]
    private string? Result { get; set; }

    /// <summary>The VEN that the table of the result begins with.</summary>
    [SupplyParameterFromQuery]
    private string? From { get; set; }

    /// <summary>The VEN whose result is looked at.</summary>
    [SupplyParameterFromQuery]
    private string? Measured { get; set; }

    /// <summary>Results are of today: at a moment of the past they are not shown.</summary>
    private bool HasResult(EventView e) => _moment is null && e.IsOver() && e.ActivatedAt is not null;

    /// <summary>The newest that was heard to be issued while the page is open, by its place in the store.</summary>
    private long HeardResults => _feed?.Stored.FirstOrDefault(s => s.Type == ResultStored)?.Sequence ?? 0;

    /// <summary>From result to result the browser's way back leads to where one came from.</summary>
    private void GoToResult(int? number) => Address.Set("result", Text(number), replace: false);

    private void GoToMeasured((int Number, string VenId) ven) =>
        Address.Set(new Dictionary<string, object?> { ["result"] = Text(ven.Number), ["measured"] = ven.VenId });

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
