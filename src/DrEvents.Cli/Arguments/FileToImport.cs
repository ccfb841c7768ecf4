using System.CommandLine;
using NodaTime;

namespace DrEvents.Cli.Arguments;

/// <summary>A file that is handed to the backend as it is.</summary>
static class FileToImport
{
    private const int PartBytes = 81920;

    /// <summary>The argument that names it.</summary>
    public static Argument<string> Path(string description) => Typed.Required("FILE", description, Typed.ReadNonEmpty, "a file");

    /// <summary>The option that says by whose clock its times are.</summary>
    public static Option<string?> Zone() =>
        Typed.Text(
            "--zone",
            "Time zone of the clock by which times without an offset are, such as America/New_York. [the backend's]",
            "zone",
            text => DateTimeZoneProviders.Tzdb.GetZoneOrNull(text)?.Id,
            "a time zone of the tz database, such as Europe/Berlin"
        );

    /// <summary>All of it.</summary>
    /// <param name="bytesMax">As many as the backend takes.</param>
    public static async Task<byte[]> Read(string path, int bytesMax, CancellationToken stop)
    {
        try
        {
            // Not by the length that the system says: of devices and pipes that is none.
            await using var file = File.OpenRead(path);
            using var read = new MemoryStream();
            var part = new byte[PartBytes];
            for (int count; (count = await file.ReadAsync(part, stop)) > 0; )
            {
                if (read.Length + count > bytesMax)
                    throw VerbFailed.BadInput($"FILE: {path} is longer than {bytesMax} bytes; import it in parts");
                read.Write(part, 0, count);
            }
            return read.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw VerbFailed.BadInput($"FILE: {e.Message}");
        }
    }
}
