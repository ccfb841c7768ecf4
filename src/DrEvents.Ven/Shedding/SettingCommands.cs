using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>Commands that change settings. They outlive a restart.</summary>
internal static class SettingCommands
{
    /// <summary>Changes a load's part in events, its rated power or its place in the order of shedding.</summary>
    public static Decision SetLoad(Situation now, VenCommand command)
    {
        if (command.LoadId is null)
            return CommandDecider.Refuse(now, command, RefusalReasons.LoadIdMissing);
        if (now.Load(command.LoadId) is not { } load)
            return CommandDecider.Refuse(now, command, RefusalReasons.UnknownLoad + command.LoadId);
        if (command.CapacityKw is <= 0)
            return CommandDecider.Refuse(now, command, RefusalReasons.CapacityNotPositive);

        var changed = new LoadChanged(load.Id, command.Enabled, command.CapacityKw, command.Priority);
        var happened = new List<VenEvent> { changed };
        if (command.Enabled == false && now.State.LoadSheds.ContainsKey(load.Id))
            happened.Add(new LoadShedEnded(load.Id, EndReasons.Disabled));
        var after = now.After(changed).State.WithSettings(load.Description);
        var data = new LoadUpdate(new UpdatedLoad(after.Id, after.Name, after.Type, after.IsEnabled, after.RatedKw));
        return new Decision(happened, Answer(now, command, JsonSerializer.Serialize(data, AckJson.Default.LoadUpdate)));
    }

    /// <summary>Changes the report interval, or takes the VEN out of events; then what runs is given back.</summary>
    public static Decision Set(Situation now, VenCommand command)
    {
        var happened = new List<VenEvent>();
        if (command.ReportIntervalSeconds is not null || command.Enabled is not null)
            happened.Add(new SettingsChanged(command.ReportIntervalSeconds, command.Enabled));
        if (command.Enabled == false)
        {
            if (now.State.Shed is not null)
                happened.Add(PanelShed.End(now.State, EndReasons.Disabled));
            if (now.State.Gentle is not null)
                happened.Add(new GentleReturnEnded(EndReasons.Disabled));
            happened.AddRange(now.State.LoadSheds.Keys.Select(loadId => new LoadShedEnded(loadId, EndReasons.Disabled)));
        }
        // Whether they are taken is decided before anything of a command is obeyed.
        var keys = now.State.CommandKeysIssuedAt == command.IssuedAt ? command.CommandKeys?.Select(k => k.KeyId).ToList() : null;
        var data = new AppliedSettings(new Settings(command.ReportIntervalSeconds, command.Enabled, keys));
        return new Decision(happened, Answer(now, command, JsonSerializer.Serialize(data, AckJson.Default.AppliedSettings)));
    }

    private static VenAck Answer(Situation now, VenCommand command, string dataJson) =>
        CommandDecider.Answer(now, command) with
        {
            DataJson = dataJson,
        };
}
