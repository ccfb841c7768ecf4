using System.Text.Json;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Shedding;

/// <summary>Commands that only ask.</summary>
internal static class Questions
{
    /// <summary>Answers with the status, the configuration or the loads; with the status where the command does not say what.</summary>
    public static Decision Get(Situation now, VenCommand command) =>
        command.What?.ToLowerInvariant() switch
        {
            null or "status" => Answer(now, command, JsonSerializer.Serialize(StatusOf(now), AckJson.Default.StatusAnswer)),
            "config" => Answer(now, command, JsonSerializer.Serialize(ConfigOf(now), AckJson.Default.ConfigAnswer)),
            "loads" => Answer(now, command, JsonSerializer.Serialize(LoadsOf(now), AckJson.Default.LoadsAnswer)),
            _ => CommandDecider.Refuse(now, command, RefusalReasons.UnknownWhat + command.What),
        };

    /// <summary>Says that the VEN is there.</summary>
    public static Decision Ping(Situation now, VenCommand command)
    {
        var pong = new Pong(true, WireTime.ToUnixSeconds(now.Now));
        return Answer(now, command, JsonSerializer.Serialize(pong, AckJson.Default.Pong));
    }

    private static StatusAnswer StatusOf(Situation now)
    {
        var shed = now.State.Shed?.What;
        return new StatusAnswer(
            new VenStatus(
                now.State.IsEnabled,
                shed is not null ? "shedding"
                    : !now.State.IsReturning ? "normal"
                    : "restoring",
                shed?.EventId,
                shed is null ? null : WireTime.ToUnixSeconds(shed.Until),
                shed?.RequestedReductionKw,
                WireKw.Round(now.UsedKw),
                WireKw.Round(now.BaselineKw),
                now.BaselineErrorKw is { } errorKw ? WireKw.Round(errorKw) : null,
                WireKw.Round(now.Loads.Sum(l => l.ShedCapabilityKw)),
                [.. now.State.Announced.Keys],
                now.State.ClockOffsetS
            )
        );
    }

    private static ConfigAnswer ConfigOf(Situation now) => new(new Settings((int)now.ReportInterval.TotalSeconds, now.State.IsEnabled));

    private static LoadsAnswer LoadsOf(Situation now) => new([.. now.Loads.Select(l => l.ToReading())]);

    private static Decision Answer(Situation now, VenCommand command, string dataJson) =>
        new([], CommandDecider.Answer(now, command) with { DataJson = dataJson });
}
