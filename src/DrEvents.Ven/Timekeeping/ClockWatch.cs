using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Timekeeping;

/// <summary>Writes down when somebody sets the VEN's clock, and when it goes otherwise than the backend's.</summary>
internal sealed partial class ClockWatch(TimeProvider clock, Controller controller, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly ClockOffset _offset = new();
    private (DateTimeOffset At, long Timestamp) _last = (clock.GetUtcNow(), clock.GetTimestamp());

    /// <summary>Compares the clock with the time that has run by itself since the last look; one that is slewed is none that was set.</summary>
    public void Look()
    {
        lock (_gate)
        {
            var (at, timestamp) = (clock.GetUtcNow(), clock.GetTimestamp());
            var step = at - _last.At - clock.GetElapsedTime(_last.Timestamp, timestamp);
            _last = (at, timestamp);
            if (step.Duration() < Controller.ClockStepMin)
                return;
            _offset.Reset();
            var byS = Math.Round(step.TotalSeconds, 1);
            LogStep(byS);
            controller.ClockSet(at, TimeSpan.FromSeconds(byS));
        }
    }

    /// <summary>Takes the time at which the backend issued a command that has just come.</summary>
    public void SeeCommand(DateTimeOffset issuedAt)
    {
        // Commands without a time are read as of 1970.
        if (issuedAt > DateTimeOffset.UnixEpoch)
            See(now => _offset.SeeCommand(issuedAt, now));
    }

    /// <summary>Takes the time of an answer to a question of ours.</summary>
    public void SeeAnswer(DateTimeOffset askedAt, DateTimeOffset answeredAt) => See(now => _offset.SeeAnswer(askedAt, answeredAt, now));

    private void See(Action<DateTimeOffset> see)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            see(now);
            if (_offset.Estimate(now) is not { } offsetS)
                return;
            var known = controller.Look(now).State.ClockOffsetS ?? 0;
            if (offsetS == known || (offsetS != 0 && Math.Abs(offsetS - known) < ClockOffset.ThresholdS))
                return;
            LogDrift(offsetS);
            controller.Note(now, new ClockDrifted(offsetS));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clock of this machine was set by {Seconds} s")]
    private partial void LogStep(double seconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The clock of this machine is {Seconds} s ahead of the backend's (negative: behind)"
    )]
    private partial void LogDrift(double seconds);
}
