using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Monitoring;

/// <summary>What has to be subscribed to so that no more comes than is asked for: with ten thousand VENs the rest is thousands of messages a second.</summary>
static class Filters
{
    /// <summary>Most subscriptions on one connection (AWS IoT Core).</summary>
    private const int SubscriptionsMax = 50;

    private const string AnyVen = "+";

    /// <summary>Topic filters for the kinds and VENs; an empty list of either means all.</summary>
    public static IReadOnlyList<string> For(IReadOnlySet<TopicKind> kinds, IReadOnlyCollection<string> venIds)
    {
        var wildcards = ((IEnumerable<string>)[.. Topics.BackendFilters, Topics.AllCommands])
            .Where(filter => kinds.Count == 0 || kinds.Contains(KindOf(filter)))
            .ToList();
        if (venIds.Count == 0)
            return wildcards;
        var exact = wildcards
            .SelectMany(filter => venIds.Select(venId => filter.Replace(AnyVen, venId, StringComparison.Ordinal)))
            .Distinct()
            .ToList();
        return exact.Count <= SubscriptionsMax ? exact : wildcards;
    }

    /// <summary>A filter carries what any topic that it matches carries.</summary>
    private static TopicKind KindOf(string filter) => Topics.Parse(filter.Replace(AnyVen, "any", StringComparison.Ordinal)).Kind;
}
