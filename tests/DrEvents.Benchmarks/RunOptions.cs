using System.Diagnostics.CodeAnalysis;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="IsShort">Less of everything, to see in a minute or two whether something changed a lot.</param>
/// <param name="Out">The folder where figures, page and pictures go; what other benchmarks wrote there stays.</param>
/// <param name="Before">The <c>DrEvents.Backend.dll</c> of an earlier version, for the upgrade from it; null leaves that out.</param>
/// <param name="Only">The one benchmark to run; null for all.</param>
internal sealed record RunOptions(bool IsShort, string Out, string? Before, string? Only)
{
    public static string Usage =>
        $"[--short] [--out FOLDER] [--before DLL] [--only {string.Join('|', Benchmarks.All.Select(b => b.Name))}]";

    /// <summary>Events after the one that warms up.</summary>
    public int Events => IsShort ? 2 : 5;

    /// <summary>Samples in one repeat of the ingest.</summary>
    public int Samples => IsShort ? 5_000 : 20_000;

    /// <summary>Repeats of the ingest and of its floor, in turns.</summary>
    public int Repeats => IsShort ? 2 : 5;

    /// <summary>How long the lag is watched, seconds.</summary>
    public int LagSeconds => IsShort ? 10 : 30;

    /// <summary>How long samples come in at full speed, seconds.</summary>
    public int SustainedSeconds => IsShort ? 40 : 300;

    /// <summary>VENs of the loaded backend, the samples that they send together a second, and how long their event is held, seconds.</summary>
    public (int Vens, int SamplesPerS, int HoldSeconds) Loaded => IsShort ? (2_000, 600, 60) : (10_000, 3_000, 180);

    /// <summary>How long the events are whose delivery is held against the truth, minutes, and with how many seeds at each hour.</summary>
    public (int Minutes, int Seeds) Accuracy => IsShort ? (5, 1) : (20, 3);

    /// <summary>Samples that are stored before the ingest into a full store is measured.</summary>
    public int StoredBefore => IsShort ? 300_000 : 10_000_000;

    /// <summary>How long a fleet's event is held, seconds.</summary>
    public int HoldSeconds => IsShort ? 120 : 480;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out RunOptions? options, [NotNullWhen(false)] out string? problem)
    {
        options = new RunOptions(IsShort: false, Checkout.DefaultOut, Before: null, Only: null);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--short":
                    options = options with { IsShort = true };
                    continue;
                case "--out" when value is not null:
                    options = options with { Out = Path.GetFullPath(value) };
                    i++;
                    continue;
                case "--before" when File.Exists(value):
                    options = options with { Before = Path.GetFullPath(value) };
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
