using System.Globalization;
using System.Text;

namespace DrEvents.Ven.Devices.Commissioning;

/// <summary>
/// A file beside the home's file that says that a trial may have left its limit on a device. It is written before the limit, and goes when the device
/// shows that it is free. Whoever tries holds it open, so that the mark of a process that died is told from one of a trial that runs.
/// </summary>
internal sealed class TrialMark : IDisposable
{
    private const UnixFileMode AllMayRead = WholeFile.Own | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private readonly string _path;
    private readonly FileStream _file;

    private TrialMark(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>When the trial began, as it is said to people.</summary>
    public string Since { get; private init; } = "an unknown time";

    /// <summary>Marks that a trial of a load begins. The mark is on the disk when this returns.</summary>
    /// <param name="home">The home's file.</param>
    /// <param name="loadId">The load.</param>
    /// <param name="now">When.</param>
    /// <exception cref="IOException">Another trial of the load runs, or nothing can be written there.</exception>
    /// <exception cref="UnauthorizedAccessException">Whoever runs this may not write there.</exception>
    public static TrialMark Begin(string home, string loadId, DateTimeOffset now)
    {
        var path = PathOf(home, loadId);
        var options = new FileStreamOptions
        {
            // Never one that is there: by a link, root could be led to any file of the machine.
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
        };
        // The VEN can be another user than the one who tries.
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = AllMayRead;
        var file = new FileStream(path, options);
        try
        {
            file.Write(Encoding.ASCII.GetBytes(now.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture)));
            file.Flush(flushToDisk: true);
            return new TrialMark(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The mark of a trial of a load whose process died; null where there is none, or the trial runs.</summary>
    public static TrialMark? TakeLeft(string home, string loadId)
    {
        var path = PathOf(home, loadId);
        if (!File.Exists(path))
            return null;
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            var text = new byte[64];
            var since = Encoding.ASCII.GetString(text, 0, file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
            var isTime = DateTime.TryParseExact(since, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _);
            return isTime ? new TrialMark(path, file) { Since = since } : new TrialMark(path, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The device is free: the mark goes.</summary>
    /// <returns>Why it could not be taken away; null where it is gone.</returns>
    public string? End()
    {
        try
        {
            // Windows deletes no file that is open; elsewhere nobody may take it between the one and the other.
            if (OperatingSystem.IsWindows())
                _file.Dispose();
            File.Delete(_path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
        finally
        {
            _file.Dispose();
        }
    }

    /// <summary>Lets go of the mark, which stays where it was not ended.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Where the mark of a load is.</summary>
    internal static string PathOf(string home, string loadId) =>
        $"{WholeFile.Target(Path.GetFullPath(home))}.{Uri.EscapeDataString(loadId)}.trial";
}
