namespace DrEvents.Local.Processes;

/// <summary>Has the kernel signal a child when its parent dies, where util-linux' setpriv can ask for that.</summary>
internal static class DeathSignal
{
    private static readonly Lazy<Task<string?>> Setpriv = new(FindAsync);

    /// <summary>What to put in front of a program, or nothing where it is not to be had.</summary>
    public static async Task<IEnumerable<string>> PrefixAsync(string signal) =>
        await Setpriv.Value is { } setpriv ? [setpriv, "--pdeathsig", signal, "--"] : [];

    private static async Task<string?> FindAsync()
    {
        if (!OperatingSystem.IsLinux() || Executables.Find("setpriv") is not { } setpriv)
            return null;
        // BusyBox has a setpriv without it.
        var help = await new Command([setpriv, "--help"]).RunAsync();
        return help.Text.Contains("--pdeathsig", StringComparison.Ordinal) ? setpriv : null;
    }
}
