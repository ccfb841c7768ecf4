namespace DrEvents.Mqtt;

/// <summary>Who may read a private key.</summary>
public static class PrivateKeyFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>What is wrong with the permissions of a key and the command that mends it; null when only its owner has any.</summary>
    /// <param name="path">The key; where it is a link, the file that it leads to counts.</param>
    /// <param name="credentialsFolder">
    /// Where systemd hands credentials over (<c>$CREDENTIALS_DIRECTORY</c>): it guards that folder itself, with access lists that look like
    /// permissions of the group.
    /// </param>
    public static string? Problem(string path, string? credentialsFolder)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || IsBelow(path, credentialsFolder))
            return null;
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var mode = File.GetUnixFileMode(file);
        return (mode & Others) == 0
            ? null
            : $"{file} is open to others than its owner (mode {Convert.ToString((int)mode, 8)}). Mend it with: chmod 600 '{file}'";
    }

    private static bool IsBelow(string path, string? folder) =>
        folder is { Length: > 0 } && Path.GetFullPath(path).StartsWith(Path.GetFullPath(folder) + "/", StringComparison.Ordinal);
}
