using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Backend;

/// <summary>What is asked to have been different of an event, as it was typed: parameters of its page, and of <c>GET /api/events/{id}/whatif</c>.</summary>
/// <param name="Profile">The method; nothing for those that the result was issued with.</param>
/// <param name="Without">Ids of VENs, parted by commas or spaces.</param>
/// <param name="RequestedKw">The request; nothing for the event's own.</param>
/// <param name="Allocation">How it is shared out; nothing for the event's own way.</param>
public sealed record WhatIfAsked(string? Profile = null, string? Without = null, string? RequestedKw = null, string? Allocation = null)
{
    private static readonly char[] Between = [',', ' ', ';', '\n', '\r', '\t'];

    /// <summary>Whether nothing is asked.</summary>
    public bool IsNothing => (Profile, Without, RequestedKw, Allocation) == default;

    /// <summary>As fields or parameters say; empty ones are none.</summary>
    public static WhatIfAsked Of(string? profile, string? without, string? requestedKw, string? allocation) =>
        new(Said(profile), Said(string.Join(',', Ids(without))), Said(requestedKw)?.Replace(',', '.'), Said(allocation));

    /// <summary>The parameters of the page.</summary>
    public IReadOnlyDictionary<string, object?> Parameters =>
        new Dictionary<string, object?>
        {
            ["ifProfile"] = Profile,
            ["ifWithout"] = Without,
            ["ifKw"] = RequestedKw,
            ["ifOrder"] = Allocation,
        };

    /// <summary>The address of the backend's answer.</summary>
    public string On(string eventId) =>
        QueryHelpers.AddQueryString(
            string.Create(CultureInfo.InvariantCulture, $"api/events/{eventId}/whatif"),
            new Dictionary<string, string?>
            {
                ["profile"] = Profile,
                ["without"] = Without,
                ["requestedKw"] = RequestedKw,
                ["allocation"] = Allocation,
            }.Where(p => p.Value is not null)
        );

    private static string[] Ids(string? text) => (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries);

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
