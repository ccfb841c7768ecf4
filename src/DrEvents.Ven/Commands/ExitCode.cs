namespace DrEvents.Ven.Commands;

/// <summary>What the shell gets back; scripts branch on these, so they never change.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The log is not as it was written, the backend refuses to enrol this VEN, or a device does not do what it should.</summary>
    public const int NotHeld = 1;

    /// <summary>Bad usage, bad configuration, or a file that cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>The backend could not be asked.</summary>
    public const int Unreachable = 3;

    /// <summary>The same in words, for <c>--help</c>.</summary>
    public const string InWords = """
        Exit codes:
          0  done
          1  the log is not as it was written, the backend refuses, or a device does not do what it should
          2  bad usage, bad configuration, or a file that cannot be used
          3  the backend could not be asked
        """;
}
