using System.Globalization;
using System.Net;

namespace DrEvents.Testing.Running;

/// <summary>Where programs listen, as the kernel of Linux tells it.</summary>
public static class ListeningSockets
{
    private const string Listens = "0A";

    /// <summary>Where all programs listen that were started with an argument that contains these words, and what they have started.</summary>
    public static IReadOnlySet<IPEndPoint> Of(string words)
    {
        var parents = Processes().ToDictionary(p => p, ParentOf);
        var own = parents.Keys.Where(p => Read($"/proc/{p}/cmdline").Contains(words, StringComparison.Ordinal)).ToHashSet();
        while (parents.Where(p => own.Contains(p.Value) && !own.Contains(p.Key)).Select(p => p.Key).ToList() is { Count: > 0 } children)
            own.UnionWith(children);
        var sockets = own.SelectMany(SocketsOf).ToHashSet();
        return Table("/proc/net/tcp")
            .Concat(Table("/proc/net/tcp6"))
            .Where(row => row.State == Listens && sockets.Contains(row.Inode))
            .Select(row => EndPointOf(row.Address))
            .ToHashSet();
    }

    private static IEnumerable<int> Processes() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0);

    /// <summary>After the name of the program, which may hold anything, come its state and its parent.</summary>
    private static int ParentOf(int id) =>
        Read($"/proc/{id}/stat") is { Length: > 0 } stat
            ? int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture)
            : 0;

    private static IEnumerable<string> SocketsOf(int id)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFileSystemEntries($"/proc/{id}/fd")
                    .Select(f => new FileInfo(f).LinkTarget)
                    .OfType<string>()
                    .Where(t => t.StartsWith("socket:[", StringComparison.Ordinal))
                    .Select(t => t["socket:[".Length..^1]),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return [];
        }
    }

    private static IEnumerable<(string Address, string State, string Inode)> Table(string file) =>
        Read(file)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(row => (row[1], row[3], row[9]));

    /// <summary>Words of four bytes, each as this machine keeps it, and the port as one number.</summary>
    private static IPEndPoint EndPointOf(string text)
    {
        var parts = text.Split(':');
        var bytes = Enumerable
            .Range(0, parts[0].Length / 8)
            .SelectMany(n =>
                BitConverter.GetBytes(uint.Parse(parts[0].AsSpan(n * 8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            );
        return new IPEndPoint(new IPAddress([.. bytes]), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As of a program that has ended meanwhile.
            return "";
        }
    }
}
