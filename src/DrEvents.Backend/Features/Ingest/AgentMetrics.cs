using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>What VENs' agents say of their own work, over all of them, for whoever observes the meter <c>DrEvents.Agents</c>. Never a series for one VEN.</summary>
public sealed class AgentMetrics : ICountsFromZero
{
    private const int VersionsMax = 16;
    private const int VersionLengthMax = 20;
    private const string Other = "other";

    private readonly Counter<long> _reports;
    private readonly Counter<long> _connects;
    private readonly Counter<long> _commands;
    private readonly Counter<long> _refusals;
    private readonly Histogram<double> _handling;
    private readonly Histogram<long> _waiting;
    private readonly ConcurrentDictionary<string, string> _versions = new();

    public AgentMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("DrEvents.Agents");
        _reports = meter.CreateCounter<long>(
            "drevents.agents.reports",
            "{report}",
            "Reports of agents about themselves, by their version; each comes with every thirtieth sample"
        );
        _connects = meter.CreateCounter<long>("drevents.agents.connects", "{connection}", "Connections that agents say they made");
        _commands = meter.CreateCounter<long>("drevents.agents.commands", "{command}", "Commands that agents say they got");
        _refusals = meter.CreateCounter<long>("drevents.agents.refusals", "{command}", "Commands that agents say they refused");
        _handling = meter.CreateHistogram<double>(
            "drevents.agents.handling_time",
            "s",
            "Longest time that an agent worked on a command, in each report"
        );
        _waiting = meter.CreateHistogram<long>(
            "drevents.agents.samples_waiting",
            "{sample}",
            "Samples that an agent keeps for a connection, in each report"
        );
    }

    public void Begin()
    {
        foreach (var counter in new[] { _connects, _commands, _refusals })
            counter.Add(0);
    }

    public void Add(AgentReading said)
    {
        _reports.Add(1, new KeyValuePair<string, object?>("version", Shown(said.Version)));
        _connects.Add(said.Connects);
        _commands.Add(said.Commands);
        _refusals.Add(said.Refusals);
        _waiting.Record(said.SamplesWaiting);
        if (said.Commands > 0)
            _handling.Record(said.HandledMsMax / 1000);
    }

    /// <summary>A version as it is said, while there are few and each is short: whoever says it could say anything.</summary>
    private string Shown(string? version)
    {
        if (
            version is null
            || version.Length > VersionLengthMax
            || !version.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+')
        )
            return Other;
        return _versions.Count < VersionsMax ? _versions.GetOrAdd(version, version) : _versions.GetValueOrDefault(version, Other);
    }
}
