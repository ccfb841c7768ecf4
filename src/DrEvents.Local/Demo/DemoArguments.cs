using System.Globalization;
using System.Text.RegularExpressions;

namespace DrEvents.Local.Demo;

/// <summary>What follows the word demo: <c>[--watch [--pause 10s]] [settings]</c>.</summary>
/// <param name="IsWatched">Whether a person follows the steps on the pages.</param>
/// <param name="Pause">Time before each step; null waits for Enter.</param>
/// <param name="Settings">The arguments that are settings.</param>
/// <param name="Problems">What is wrong with the others.</param>
public sealed partial record DemoArguments(bool IsWatched, TimeSpan? Pause, IReadOnlyList<string> Settings, IReadOnlyList<string> Problems)
{
    private const string Watch = "--watch";
    private const string Between = "--pause";
    private const int SecondsMax = 600;

    /// <summary>Reads them.</summary>
    public static DemoArguments Of(IReadOnlyList<string> args)
    {
        var (isWatched, pause, settings, problems) = (false, (TimeSpan?)null, new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var n, var v] ? (n, v) : (args[i], null);
            switch (name)
            {
                case Watch when value is null:
                    isWatched = true;
                    break;
                case Watch:
                    problems.Add($"{Watch} takes no value; {Between}=10s sets the pause");
                    break;
                case Between:
                    value ??= i + 1 < args.Count && !args[i + 1].StartsWith('-') ? args[++i] : null;
                    pause = Read(value);
                    if (pause is null)
                        problems.Add(value is null ? $"{Between} has no value: write {Between}=10s" : NoTime(value));
                    break;
                default:
                    settings.Add(args[i]);
                    break;
            }
        }
        if (pause is not null && !isWatched)
            problems.Add($"{Between} is the time between the steps of demo {Watch}");
        return new DemoArguments(isWatched, pause, settings, problems);
    }

    /// <summary>Whether an argument is one of the demo's, which means nothing without it.</summary>
    public static bool IsOwn(string argument) => argument.Split('=')[0] is Watch or Between;

    private static string NoTime(string value) => $"{Between} is '{value}', not a time from 1s to 10m, such as 10s";

    private static TimeSpan? Read(string? value) =>
        Time().Match(value ?? "") is { Success: true } time
        && int.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture) * (time.Groups[2].Value == "m" ? 60 : 1) is var seconds and > 0
        && seconds <= SecondsMax
            ? TimeSpan.FromSeconds(seconds)
            : null;

    [GeneratedRegex(@"\A([0-9]{1,3})(s|m)\z")]
    private static partial Regex Time();
}
