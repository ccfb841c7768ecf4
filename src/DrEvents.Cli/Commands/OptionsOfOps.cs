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
        [CommandOps.Event] = [Kw, Duration],
        [CommandOps.Restore] = [],
        [CommandOps.ShedLoad] = [Load, Kw, Duration],
        [CommandOps.SetLoad] = [Load, Enabled, Capacity, Priority],
        [CommandOps.Set] = [Interval, Kw, Enabled],
        [CommandOps.SetConfig] = [Interval, Kw, Enabled],
        [CommandOps.Get] = [What],
        [CommandOps.Ping] = [],
    };

    /// <summary>The options that an op reads; none for an op that the contract does not know.</summary>
    public static IReadOnlyList<string> Of(string op) => Read.GetValueOrDefault(op, []);

    /// <summary>One line an op, for <c>--help</c>.</summary>
    public static string InWords() =>
        string.Join("; ", CommandOps.All.Select(op => Of(op).Count == 0 ? op : $"{op}: {string.Join(' ', Of(op))}"));
}
