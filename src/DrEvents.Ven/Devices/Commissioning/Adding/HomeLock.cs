namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>
/// Lets one at a time change a home's file, in whatever process: whoever has the file <c>.lock</c> beside it open. That file stays, for one that is
/// deleted could be locked by two; the system takes the lock from a process that ends.
/// </summary>
internal static class HomeLock
{
    private const int TriesMax = 100;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    // EAGAIN of Linux and of the BSDs, and the sharing violation of Windows.
    private static readonly int[] Taken = [11, 35, 32];

    /// <summary>Waits for up to two seconds.</summary>
    /// <exception cref="InvalidDataException">Somebody else has it all the time.</exception>
    /// <exception cref="IOException">There cannot be such a file.</exception>
    public static FileStream Take(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = WholeFile.Own;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(WholeFile.Target(path) + ".lock", options);
            }
            catch (IOException e) when (Taken.Contains(e.HResult & 0xFFFF))
            {
                if (tries == TriesMax)
                    throw new InvalidDataException($"{path} is being changed by somebody else at this moment: try again", e);
                Thread.Sleep(BetweenTries);
            }
        }
    }
}
