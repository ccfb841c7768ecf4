using System.Globalization;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using Marten;
using Microsoft.Extensions.Options;
using Wolverine.Runtime;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Features.Ingest.Receivers;

/// <summary>
/// The sessions through which a cluster hears its VENs. Wolverine spreads them over the nodes as it does with projections, and gives those
/// of a node that is gone to the others.
/// </summary>
public sealed class ReceiverFamily(
    IOptions<ClusterOptions> cluster,
    IOptions<MqttOptions> mqtt,
    ShadowStandIn shadow,
    Inbox inbox,
    IDocumentStore store,
    TimeProvider clock,
    ILogger<Receiver> log
) : IStaticAgentFamily
{
    private const string UriScheme = "drevents-receiver";

    private readonly Uri[] _uris = [.. Enumerable.Range(1, cluster.Value.Receivers).Select(UriOf)];

    /// <inheritdoc />
    public string Scheme => UriScheme;

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Uri>> AllKnownAgentsAsync() => new(_uris);

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<Uri>> SupportedAgentsAsync() => new(_uris);

    /// <inheritdoc />
    public ValueTask<IAgent> BuildAgentAsync(Uri uri, IWolverineRuntime wolverineRuntime)
    {
        var number = Array.IndexOf(_uris, uri) + 1;
        if (number == 0)
            throw new InvalidAgentException($"{uri} is none of the {_uris.Length} receivers: Cluster:Receivers differs between the nodes");
        var session = new BrokerSession(SessionPlan.OfReceiver(mqtt.Value, shadow, number), mqtt.Value, inbox, clock, log);
        return new(new Receiver(uri, number, session, store, clock, log));
    }

    /// <inheritdoc />
    public ValueTask EvaluateAssignmentsAsync(AssignmentGrid assignments)
    {
        assignments.DistributeEvenly(UriScheme);
        return default;
    }

    private static Uri UriOf(int number) => new(string.Create(CultureInfo.InvariantCulture, $"{UriScheme}://telemetry/{number}"));
}
