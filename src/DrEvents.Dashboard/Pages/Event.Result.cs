using System.Globalization;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Components;

namespace DrEvents.Dashboard.Pages;

/// <summary>The results that were issued of an event that is over: which one is shown, and which of its VENs.</summary>
public sealed partial class Event
{
    /// <summary>How the stored event is called with which a result is issued.</summary>
    private const string ResultStored = "ResultIssued";

    /// <summary>What is compared: all profiles.</summary>
    private const string Profiles = "profiles";

    private ResultView? _result;
    private ResultView? _newest;

    /// <summary>The number of the result that is shown; nothing for the newest.</summary>
    [SupplyParameterFromQuery]
    private string? Result { get; set; }

    /// <summary>The time whose knowledge is shown, where no number is said; nothing for now.</summary>
    [SupplyParameterFromQuery]
    private string? AsOf { get; set; }

    /// <summary>The VEN that the table of the result begins with.</summary>
    [SupplyParameterFromQuery]
    private string? From { get; set; }

    /// <summary>The VEN whose result is looked at.</summary>
    [SupplyParameterFromQuery]
    private string? Measured { get; set; }

    /// <summary>What is set side by side; nothing for nothing.</summary>
    [SupplyParameterFromQuery]
    private string? Compare { get; set; }

    /// <summary>A profile by which the event is measured to compare it.</summary>
    [SupplyParameterFromQuery]
    private string? IfProfile { get; set; }

    /// <summary>VENs that are left out to compare it.</summary>
    [SupplyParameterFromQuery]
    private string? IfWithout { get; set; }

    /// <summary>Another request to compare it with.</summary>
    [SupplyParameterFromQuery]
    private string? IfKw { get; set; }

    /// <summary>Another way to share it out.</summary>
    [SupplyParameterFromQuery]
    private string? IfOrder { get; set; }

    private WhatIfAsked WhatIf => WhatIfAsked.Of(IfProfile, IfWithout, IfKw, IfOrder);

    /// <summary>Results are of today: at a moment of the past they are not shown.</summary>
    private bool HasResult(EventView e) => _moment is null && e.IsOver() && e.ActivatedAt is not null;

    /// <summary>The newest that was heard to be issued while the page is open, by its place in the store.</summary>
    private long HeardResults => _feed?.Stored.FirstOrDefault(s => s.Type == ResultStored)?.Sequence ?? 0;

    /// <summary>From result to result the browser's way back leads to where one came from.</summary>
    private void GoToResult(int? number) =>
        Address.Set(new Dictionary<string, object?> { ["result"] = Text(number), ["asof"] = null }, replace: false);

    /// <summary>From time to time too, where one comes from now; a slider that is drawn leaves no trace.</summary>
    private void GoToKnown(DateTimeOffset? at) =>
        Address.Set(
            new Dictionary<string, object?> { ["result"] = null, ["asof"] = at is { } time ? KnownTimes.Text(time) : null },
            replace: at is not null && AsOf is not null
        );

    private void GoToWhatIf(WhatIfAsked asked) => Address.Set(asked.Parameters, replace: false);

    private void Showing((ResultView? Shown, ResultView? Newest) results) => (_result, _newest) = results;

    private void GoToMeasured((int Number, string VenId) ven) =>
        Address.Set(new Dictionary<string, object?> { ["result"] = Text(ven.Number), ["measured"] = ven.VenId });

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
