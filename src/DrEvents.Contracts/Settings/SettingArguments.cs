namespace DrEvents.Contracts.Settings;

/// <summary>Arguments that are settings: <c>--Section:Key=value</c>, or the value as an argument of its own.</summary>
public static class SettingArguments
{
    /// <summary>What is wrong with arguments that are no settings, or have no value: whoever reads settings passes over them without a word.</summary>
    /// <param name="args">All arguments.</param>
    /// <param name="known">The settings that there are.</param>
    public static IEnumerable<string> Problems(IReadOnlyList<string> args, IReadOnlyCollection<string> known)
    {
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            var isSwitch = arg.StartsWith("--", StringComparison.Ordinal) || arg.StartsWith('/');
            var key = isSwitch ? arg.TrimStart('-', '/') : arg;
            if (arg.Contains('=', StringComparison.Ordinal))
            {
                if (!isSwitch && arg.StartsWith('-'))
                    yield return $"{arg} is no setting: those begin with two dashes";
            }
            else if (isSwitch && i + 1 < args.Count)
                i++;
            else if (isSwitch && known.Contains(key, StringComparer.OrdinalIgnoreCase))
                yield return $"{arg} has no value: write {arg}=…";
            else if (SettingNames.Nearest(key, known) is { } meant)
                yield return $"{arg} is no setting: did you mean --{meant}=…?";
            else
                yield return $"{arg} is no setting: those are written --Section:Key=value";
        }
    }
}
