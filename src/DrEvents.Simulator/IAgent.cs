using DrEvents.Ven;
using DrEvents.Ven.Log;

namespace DrEvents.Simulator;

/// <summary>What acts behind the id of a simulated VEN.</summary>
internal interface IAgent : IAsyncDisposable
{
    /// <summary>Whether its broker is there.</summary>
    bool IsConnected { get; }

    /// <summary>What it wrote down.</summary>
    EventLog Log { get; }

    /// <summary>Faults when it cannot go on.</summary>
    Task Completion { get; }

    /// <summary>Begins to connect and to measure.</summary>
    Task StartAsync();
}

/// <summary>The agent that runs in a garage today.</summary>
internal sealed class TodaysAgent(VenAgent agent) : IAgent
{
    public bool IsConnected => agent.IsConnected;

    public EventLog Log => agent.Log;

    public Task Completion => agent.Completion;

    public Task StartAsync() => agent.StartAsync();

    public ValueTask DisposeAsync() => agent.DisposeAsync();
}
