using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Reporting;

/// <summary>What the agent counts of its own work. A sample takes it along once in a while, and counting begins anew.</summary>
internal sealed class AgentRecord(string version, TimeProvider clock)
{
    /// <summary>Samples from one report to the next, five minutes at the usual interval. Each adds about 120 bytes to a sample.</summary>
    private const int Every = 30;

    private readonly Lock _gate = new();
    private readonly long _begin = clock.GetTimestamp();
    private int _samples;
    private int _connects;
    private int _commands;
    private int _refusals;
    private double _handledMsMax;

    /// <summary>A connection was made.</summary>
    public void Connected()
    {
        lock (_gate)
            _connects++;
    }

    /// <summary>A command was obeyed or refused, which took so long.</summary>
    public void Obeyed(CommandOutcome outcome, TimeSpan took)
    {
        var isRefused = outcome.Ack is { } ack && VenAck.Read(ack).Value is { Ok: false };
        lock (_gate)
        {
            _commands++;
            _refusals += isRefused ? 1 : 0;
            _handledMsMax = Math.Max(_handledMsMax, took.TotalMilliseconds);
        }
    }

    /// <summary>What happened since the last report, when it is time for one.</summary>
    /// <param name="samplesWaiting">Samples that are kept for a connection.</param>
    public AgentReading? TakeDue(int samplesWaiting)
    {
        lock (_gate)
        {
            if (_samples++ % Every != 0)
                return null;
            var uptimeS = (long)clock.GetElapsedTime(_begin).TotalSeconds;
            var reading = new AgentReading(version, uptimeS, _connects, _commands, _refusals, samplesWaiting, Math.Round(_handledMsMax, 3));
            (_connects, _commands, _refusals, _handledMsMax) = (0, 0, 0, 0);
            return reading;
        }
    }
}
