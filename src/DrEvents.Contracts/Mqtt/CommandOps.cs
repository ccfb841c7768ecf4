namespace DrEvents.Contracts.Mqtt;

/// <summary>What a command asks for. Field VENs send the name back in any case (<c>shedpanel</c>); <see cref="Canonical"/> mends that.</summary>
public static class CommandOps
{
    /// <summary>Shed so many kW at the panel, loads chosen by the VEN.</summary>
    public const string ShedPanel = "shedPanel";

    /// <summary>Announces an event ahead of its start.</summary>
    public const string Event = "event";

    /// <summary>Give all shed loads back.</summary>
    public const string Restore = "restore";

    /// <summary>Shed so many kW at one load.</summary>
    public const string ShedLoad = "shedLoad";

    /// <summary>Change the description of a load.</summary>
    public const string SetLoad = "setLoad";

    /// <summary>Change settings of the VEN.</summary>
    public const string Set = "set";

    /// <summary>Change settings of the VEN, older name.</summary>
    public const string SetConfig = "setConfig";

    /// <summary>Ask for status, configuration or loads.</summary>
    public const string Get = "get";

    /// <summary>Ask whether the VEN is there.</summary>
    public const string Ping = "ping";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [ShedPanel, Event, Restore, ShedLoad, SetLoad, Set, SetConfig, Get, Ping];

    /// <summary>The op in the contract's spelling; a name that the contract does not know stays as it is.</summary>
    public static string Canonical(string op) => All.FirstOrDefault(known => known.Equals(op, StringComparison.OrdinalIgnoreCase)) ?? op;
}
