namespace DrEvents.Backend.Mqtt;

/// <summary>One session at the broker: who it is, and what it listens to.</summary>
/// <param name="ClientId">Its client id. Two connections with one id end each other.</param>
/// <param name="Expiry">How long the broker keeps it, and what arrives for it, while nobody is connected.</param>
public sealed record SessionPlan(string ClientId, IReadOnlyList<string> Filters, TimeSpan Expiry)
{
    private const string Group = "drevents";

    /// <summary>The connection of a backend that is alone: it sends, and hears everything.</summary>
    public static SessionPlan OfAll(MqttOptions options, ShadowStandIn shadow) =>
        new(options.ClientId, [.. Topics.BackendFilters, .. shadow.Filters], Kept(options));

    /// <summary>The connection through which a node of a cluster sends. It hears nothing, and goes with its process.</summary>
    public static SessionPlan OfSender(MqttOptions options, Guid node) => new($"{options.ClientId}-{node:N}", [], TimeSpan.Zero);

    /// <summary>Outlives its node, so that another takes up what was under way. The first also hears what is not telemetry, whose order counts.</summary>
    public static SessionPlan OfReceiver(MqttOptions options, ShadowStandIn shadow, int number)
    {
        var telemetry = Topics.TelemetryFilters.Select(filter => $"$share/{Group}/{filter}");
        IEnumerable<string> rest = number == 1 ? [.. Topics.BackendFilters.Except(Topics.TelemetryFilters), .. shadow.Filters] : [];
        return new SessionPlan($"{options.ClientId}-receiver-{number}", [.. rest, .. telemetry], Kept(options));
    }

    private static TimeSpan Kept(MqttOptions options) => TimeSpan.FromSeconds(options.SessionExpirySeconds);
}
