using System.Security.Cryptography;
using System.Text;
using DrEvents.Local.Processes;

namespace DrEvents.Local.Postgres;

/// <summary>
/// The operating system's user that a server runs as: ourselves, except that root hands over to an unprivileged user
/// because PostgreSQL refuses to serve as root.
/// </summary>
/// <param name="User">The other user's name; null means ourselves.</param>
/// <param name="RunAs">What goes in front of a program to run it as that user.</param>
public sealed record ServerAccount(string? User, IReadOnlyList<string> RunAs)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>Where root's servers keep what their user cannot reach below the wanted folder.</summary>
    private const string FallbackRoot = "/var/lib/drevents";

    /// <summary>The account for servers on this machine.</summary>
    /// <param name="existing">A folder made by an earlier server; when there is one its owner goes on.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="PostgresUnavailableException">We are root, and there is no way to become somebody else.</exception>
    public static async Task<ServerAccount> ResolveAsync(string? existing = null, CancellationToken cancel = default)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerAccount(null, []);
        var user = await OwnerAsync(existing, cancel);
        foreach (var candidate in Candidates)
            user ??= (await new Command(["id", "-u", candidate]).RunAsync(cancel)).ExitCode == 0 ? candidate : null;
        if (user is null)
            throw new PostgresUnavailableException("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.");
        return new ServerAccount(user, await PrefixAsync(user, cancel));
    }

    /// <summary>A command that runs a program as this user.</summary>
    public Command Command(params IEnumerable<string> line) => new([.. RunAs, .. line]);

    /// <summary>Hands files and folders over to this user.</summary>
    public async Task OwnAsync(IEnumerable<string> paths, CancellationToken cancel = default)
    {
        if (User is not null)
            await new Command(["chown", $"{User}:", "--", .. paths]).RunOrThrowAsync(cancel);
    }

    /// <summary>Whether this user can work in <paramref name="folder"/>: a folder on the way there may be closed to it.</summary>
    public async Task<bool> CanEnterAsync(string folder, CancellationToken cancel = default) =>
        User is null || (await Command("test", "-x", folder).RunAsync(cancel)).ExitCode == 0;

    /// <summary>
    /// The folder to use for <paramref name="wanted"/>: itself where this user can reach its parents, else one of the same
    /// name below <c>/var/lib/drevents</c>, told apart by a hash of the wanted path.
    /// </summary>
    public async Task<string> ReachableAsync(string wanted, CancellationToken cancel = default)
    {
        wanted = Path.GetFullPath(wanted);
        var existing = Path.GetDirectoryName(wanted) ?? wanted;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing) ?? throw new DirectoryNotFoundException($"No part of {wanted} exists.");
        if (await CanEnterAsync(existing, cancel))
            return wanted;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..12];
        return Path.Combine(FallbackRoot, $"{Path.GetFileName(wanted)}-{hash}");
    }

    private static async Task<string?> OwnerAsync(string? folder, CancellationToken cancel)
    {
        if (!Directory.Exists(folder))
            return null;
        string[] format = OperatingSystem.IsMacOS() ? ["-f", "%Su"] : ["-c", "%U"];
        var owner = (await new Command(["stat", .. format, folder]).RunOrThrowAsync(cancel)).Trim();
        return owner is "root" or "UNKNOWN" ? null : owner;
    }

    /// <summary>What to put in front of a program to run it as <paramref name="user"/>, for each tool that can.</summary>
    internal static IEnumerable<string[]> Ways(string user, string group) =>
        [
            ["setpriv", $"--reuid={user}", $"--regid={group}", "--init-groups", "--"],
            ["runuser", "-u", user, "--"],
            // The program and its arguments reach the shell as $0 and $@: nothing of them is ever parsed.
            ["su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", user, "--"],
        ];

    private static async Task<IReadOnlyList<string>> PrefixAsync(string user, CancellationToken cancel)
    {
        var group = (await new Command(["id", "-g", user]).RunOrThrowAsync(cancel)).Trim();
        foreach (var way in Ways(user, group))
        {
            if (Executables.Find(way[0]) is not { } tool)
                continue;
            string[] prefix = [tool, .. way.Skip(1)];
            if ((await new Command([.. prefix, "true"]).RunAsync(cancel)).ExitCode == 0)
                return prefix;
        }
        throw new PostgresUnavailableException(
            $"PostgreSQL refuses to run as root, and none of setpriv, runuser, su can run it as {user}."
        );
    }
}
