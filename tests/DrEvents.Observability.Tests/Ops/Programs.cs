using System.Diagnostics;

namespace DrEvents.Observability.Tests.Ops;

/// <summary>Prometheus and its tool, from Debian's package <c>prometheus</c>. Tests that need them are skipped where they are not installed.</summary>
internal static class Programs
{
    public static void Require()
    {
        if (Find("prometheus") is null || Find("promtool") is null)
            Assert.Skip("Prometheus is not installed");
    }

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    public static Process Start(string name, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(name)!)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Runs promtool in a folder; gives its exit code and all that it said.</summary>
    public static async Task<(int ExitCode, string Said)> PromtoolAsync(string folder, params string[] arguments)
    {
        using var process = Start("promtool", folder, arguments);
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }
}
