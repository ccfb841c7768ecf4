using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Shedding;

namespace DrEvents.Faults.Tests.Proof;

/// <summary>What a VEN is in, as far as its page shows it: told by the page, or told by its log.</summary>
/// <param name="IsEnabled">It takes part in events.</param>
/// <param name="Shed">The running reduction.</param>
/// <param name="Announced">Events that are waited for.</param>
/// <param name="LimitedLoads">How many loads are under a limit.</param>
internal sealed record VenPageState(bool IsEnabled, string Shed, string Announced, int LimitedLoads)
{
    private const string None = "none";

    /// <summary>By the answer of <c>/api/state</c>.</summary>
    public static VenPageState Of(JsonElement page) =>
        new(
            page.GetProperty("isEnabled").GetBoolean(),
            page.TryGetProperty("shed", out var shed)
                ? Text(
                    shed.TryGetProperty("eventId", out var eventId) ? eventId.GetString() : null,
                    shed.GetProperty("requestedKw").GetDouble(),
                    shed.GetProperty("baselineKw").GetDouble(),
                    shed.GetProperty("until").GetDouble()
                )
                : None,
            string.Join(' ', page.GetProperty("announced").EnumerateArray().Select(a => a.GetProperty("eventId").GetString()).Order()),
            page.GetProperty("loads").EnumerateArray().Count(IsHeld)
        );

    /// <summary>By the replay of a log.</summary>
    public static VenPageState Of(VenState state) =>
        new(
            state.IsEnabled,
            state.Shed?.What is { } shed
                ? Text(shed.EventId, shed.RequestedReductionKw, shed.BaselineKw, WireTime.ToUnixSeconds(shed.Until))
                : None,
            string.Join(' ', state.Announced.Keys),
            state.LimitsAt(Clock.Now).Count
        );

    /// <summary>Whether a load of the page is under a limit.</summary>
    public static bool IsHeld(JsonElement load) => load.TryGetProperty("heldFor", out var why) && why.ValueKind == JsonValueKind.String;

    private static string Text(string? eventId, double requestedKw, double baselineKw, double until) =>
        FormattableString.Invariant($"{eventId}: {WireKw.Round(requestedKw)} kW of {WireKw.Round(baselineKw)} kW until {until}");
}
