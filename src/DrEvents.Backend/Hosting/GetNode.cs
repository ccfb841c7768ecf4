using System.Diagnostics;
using Wolverine.Persistence.Durability;

namespace DrEvents.Backend.Hosting;

public static class GetNode
{
    /// <summary>Says which program this is, since when it runs, what is urgent, and which nodes there are.</summary>
    [WolverineGet("/api/node")]
    [Needs(Need.Read)]
    public static async Task<NodeView> Get(
        IMessageStore messages,
        Pressure pressure,
        Standby standby,
        IOptions<ClusterOptions> cluster,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        using var process = Process.GetCurrentProcess();
        var nodes = cluster.Value.Enabled ? await messages.Nodes.LoadAllNodesAsync(cancellation) : [];
        return new NodeView(
            typeof(GetNode).Assembly.GetName().Version!.ToString(3),
            process.StartTime.ToUniversalTime(),
            clock.GetUtcNow(),
            cluster.Value.Enabled,
            standby.Active.IsCompleted ? null : standby.Reason,
            [.. Enum.GetValues<Urgent>().Select(urgent => Of(urgent, pressure))],
            [
                .. nodes
                    .OrderBy(n => n.AssignedNodeNumber)
                    .Select(n => new NodeOfCluster(
                        n.AssignedNodeNumber,
                        n.Description,
                        n.Started,
                        n.LastHealthCheck,
                        [.. n.ActiveAgents.Select(a => a.ToString()).Order(StringComparer.Ordinal)]
                    )),
            ]
        );
    }

    private static PressureView Of(Urgent urgent, Pressure pressure) =>
        new(
            Word(urgent),
            pressure.Since(urgent),
            [.. Enum.GetValues<Waiter>().Where(waiter => pressure.GivesWay(waiter, urgent)).Select(waiter => Word(waiter))]
        );

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
