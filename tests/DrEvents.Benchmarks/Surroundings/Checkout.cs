using DrEvents.Local.Processes;

namespace DrEvents.Benchmarks.Surroundings;

/// <summary>The checkout that this program was built in.</summary>
internal static class Checkout
{
    private const string Unknown = "unknown";

    /// <summary>What decides about figures; a changed page of figures is no change.</summary>
    private static readonly string[] Measured = ["src", "tests", "Directory.Build.props", "Directory.Packages.props", "global.json"];

    /// <summary>Its folder; null where the program was carried elsewhere.</summary>
    public static string? Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Where the figures go when nobody says.</summary>
    public static string DefaultOut => Folder is null ? Environment.CurrentDirectory : Path.Combine(Folder, "ops", "docs");

    /// <summary>The commit, and <c>changed</c> behind it where the files are no longer those of the commit.</summary>
    public static async Task<string> CommitAsync(CancellationToken cancellation)
    {
        if (Folder is null)
            return Unknown;
        try
        {
            var commit = await Git(["rev-parse", "--short", "HEAD"]).RunOrThrowAsync(cancellation);
            var changes = await Git(["status", "--porcelain", "--", .. Measured]).RunOrThrowAsync(cancellation);
            return commit.Trim() + (changes.Length > 0 ? ", changed" : "");
        }
        // Neither git nor a repository is needed to measure.
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return Unknown;
        }
    }

    private static Command Git(string[] arguments) => new(["git", .. arguments]) { WorkingDirectory = Folder };

    private static string? Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DrEvents.sln")))
                return folder.FullName;
        }
        return null;
    }
}
