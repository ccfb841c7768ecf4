using System.Diagnostics.CodeAnalysis;

namespace DrEvents.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="IsShort">Less of everything, to see in a minute or two whether something changed a lot.</param>
/// <param name="JsonFile">Where the figures go as JSON; null for nowhere.</param>
/// <param name="Only">The one benchmark to run; null for all.</param>
internal sealed record RunOptions(bool IsShort, string? JsonFile, string? Only)
{
    public static string Usage => $"[--short] [--json FILE] [--only {string.Join('|', Benchmarks.All.Select(b => b.Name))}]";

    /// <summary>A run that takes longer hangs.</summary>
    public TimeSpan RunLongest => IsShort ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(60);

    /// <summary>Events after the one that warms up.</summary>
    public int Events => IsShort ? 2 : 5;

    /// <summary>Samples in one repeat of the ingest.</summary>
    public int Samples => IsShort ? 5_000 : 20_000;

    /// <summary>Repeats of the ingest and of its floor, in turns.</summary>
    public int Repeats => IsShort ? 2 : 5;

    /// <summary>How long the lag is watched, seconds.</summary>
    public int LagSeconds => IsShort ? 10 : 30;

    /// <summary>How long a fleet's event is held, seconds.</summary>
    public int HoldSeconds => IsShort ? 120 : 480;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out RunOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = new RunOptions(IsShort: false, JsonFile: null, Only: null);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--short":
                    options = options with { IsShort = true };
                    continue;
                case "--json" when value is not null:
                    options = options with { JsonFile = value };
                    i++;
                    continue;
                case "--only" when Benchmarks.All.Any(b => b.Name == value):
                    options = options with { Only = value };
                    i++;
                    continue;
            }
            problem = $"'{args[i]}' is no option, or its value is missing or unknown";
            options = null;
            return false;
        }
        problem = null;
        return true;
    }
}
