using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Mqtt;

/// <summary>One session at the broker: who it is, and what it listens to.</summary>
/// <param name="ClientId">Its client id. Two connections with one id end each other.</param>
/// <param name="Filters">What it subscribes to.</param>
/// <param name="Expiry">How long the broker keeps it, and what arrives for it, while nobody is connected.</param>
public sealed record SessionPlan(string ClientId, IReadOnlyList<string> Filters, TimeSpan Expiry)
{
    /// <summary>Name of the group among whose members the broker divides telemetry.</summary>
    private const string Group = "drevents";

    /// <summary>The connection of a backend that is alone: it sends, and hears everything.</summary>
    public static SessionPlan OfAll(MqttOptions options, ShadowStandIn shadow) =>
        new(options.ClientId, [.. Topics.BackendFilters, .. shadow.Filters], Kept(options));

    /// <summary>The connection through which a node of a cluster sends. It hears nothing, and goes with its process.</summary>
    public static SessionPlan OfSender(MqttOptions options, Guid node) => new($"{options.ClientId}-{node:N}", [], TimeSpan.Zero);

    /// <summary>
    /// A session through which a cluster hears: telemetry is divided among all of them. The first also hears the rest, which is little and
    /// whose order counts. It outlives its node, so that the broker keeps what was under way to it until another node takes it up.
    /// </summary>
    /// <param name="options">Whose cluster it is.</param>
    /// <param name="shadow">Which of the shadow's topics are heard.</param>
    /// <param name="number">From 1.</param>
    public static SessionPlan OfReceiver(MqttOptions options, ShadowStandIn shadow, int number)
    {
        var telemetry = Topics.TelemetryFilters.Select(filter => $"$share/{Group}/{filter}");
        IEnumerable<string> rest = number == 1 ? [.. Topics.BackendFilters.Except(Topics.TelemetryFilters), .. shadow.Filters] : [];
        return new SessionPlan($"{options.ClientId}-receiver-{number}", [.. rest, .. telemetry], Kept(options));
    }

    private static TimeSpan Kept(MqttOptions options) => TimeSpan.FromSeconds(options.SessionExpirySeconds);
}
