using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Commands;

/// <summary>Which options each op reads. An option that the op would ignore is refused: silence would look like obedience.</summary>
static class OptionsOfOps
{
    public const string Kw = "--kw";
    public const string Duration = "--duration";
    public const string Load = "--load";
    public const string Enabled = "--enabled";
    public const string Capacity = "--capacity";
    public const string Priority = "--priority";
    public const string What = "--what";
    public const string Interval = "--interval";

    private static readonly Dictionary<string, string[]> Read = new()
    {
        [CommandOps.ShedPanel] = [Kw, Duration],
        [CommandOps.Restore] = [],
        [CommandOps.ShedLoad] = [Load, Kw, Duration],
        [CommandOps.SetLoad] = [Load, Enabled, Capacity, Priority],
        [CommandOps.Set] = [Interval, Kw, Enabled],
        [CommandOps.SetConfig] = [Interval, Kw, Enabled],
        [CommandOps.Get] = [What],
        [CommandOps.Ping] = [],
    };

    /// <summary>The ops that can be sent to one VEN. Not <c>event</c>: events are created, so that they are on record.</summary>
    public static IReadOnlyCollection<string> Ops => Read.Keys;

    /// <summary>The options that an op reads.</summary>
    public static IReadOnlyList<string> Of(string op) => Read[op];

    /// <summary>One line an op, for <c>--help</c>.</summary>
    public static string InWords() => string.Join("; ", Ops.Select(op => Of(op).Count == 0 ? op : $"{op}: {string.Join(' ', Of(op))}"));
}
