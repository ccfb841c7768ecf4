namespace DrEvents.Cli;

/// <summary>What the shell gets back; scripts branch on these, so they never change.</summary>
static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>What was asked did not hold: refused, different, not found, in conflict with the state, or no answer in time.</summary>
    public const int NotHeld = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>The backend or the broker is not reachable, or not able to answer.</summary>
    public const int Unreachable = 3;

    /// <summary>Another client has the client ids that are ours.</summary>
    public const int TakenOver = 4;

    /// <summary>Nothing differs, but some of it could not be made anew: retention has deleted the samples.</summary>
    public const int NotRecomputable = 5;

    /// <summary>Ended by Ctrl-C before it was done: 128 + SIGINT, as shells do.</summary>
    public const int Interrupted = 130;

    /// <summary>The same in words, for <c>--help</c>.</summary>
    public const string InWords = """
        Exit codes:
          0    done
          1    what was asked did not hold: refused, different, not found, in conflict, no answer in time
          2    bad usage or bad input
          3    backend or broker not reachable, or not able to answer
          4    a fleet's VENs were pushed off the broker by other clients of the same ids
          5    nothing differs in a replay, but the samples of some VENs are deleted
          130  interrupted before it was done
        """;
}
