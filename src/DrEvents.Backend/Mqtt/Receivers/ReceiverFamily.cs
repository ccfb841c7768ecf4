using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Mqtt.Receivers;

/// <summary>The sessions through which a cluster hears its VENs, spread over the nodes by Wolverine as projections are.</summary>
public sealed class ReceiverFamily(
    IOptions<ClusterOptions> cluster,
    IOptions<MqttOptions> mqtt,
    IOptions<ShadowOptions> shadow,
    Inbox inbox,
    BrokerMetrics metrics,
    IDocumentStore store,
    Standby standby,
    TimeProvider clock,
    ILogger<Receiver> log
) : IStaticAgentFamily
{
    private const string UriScheme = "drevents-receiver";
    private readonly Uri[] _uris = [.. Enumerable.Range(1, cluster.Value.Receivers).Select(UriOf)];

    public string Scheme => UriScheme;

    public ValueTask<IReadOnlyList<Uri>> AllKnownAgentsAsync() => new(_uris);

    public ValueTask<IReadOnlyList<Uri>> SupportedAgentsAsync() => new(_uris);

    public ValueTask<IAgent> BuildAgentAsync(Uri uri, IWolverineRuntime wolverineRuntime)
    {
        var number = Array.IndexOf(_uris, uri) + 1;
        if (number == 0)
            throw new InvalidAgentException($"{uri} is none of the {_uris.Length} receivers: Cluster:Receivers differs between the nodes");
        var session = new BrokerSession(SessionPlan.OfReceiver(mqtt.Value, shadow.Value, number), inbox, metrics, clock, log);
        return new(new Receiver(uri, number, session, store, standby, clock, log));
    }

    public ValueTask EvaluateAssignmentsAsync(AssignmentGrid assignments)
    {
        assignments.DistributeEvenly(UriScheme);
        return default;
    }

    private static Uri UriOf(int number) => new(string.Create(CultureInfo.InvariantCulture, $"{UriScheme}://telemetry/{number}"));
}
