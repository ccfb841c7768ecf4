namespace DrEvents.Backend.Mqtt;

/// <summary>One session at the broker: who it is, and what it listens to.</summary>
/// <param name="ClientId">Its client id. Two connections with one id end each other.</param>
/// <param name="Expiry">How long the broker keeps it, and what arrives for it, while nobody is connected.</param>
/// <param name="Unwanted">What earlier versions listened to through it: the broker may still hold these subscriptions.</param>
public sealed record SessionPlan(string ClientId, IReadOnlyList<string> Filters, TimeSpan Expiry, IReadOnlyList<string> Unwanted)
{
    private const string Group = "drevents";

    /// <summary>The connection of a backend that is alone: it sends, and hears all but telemetry, behind which an answer would wait.</summary>
    public static SessionPlan OfSingle(MqttOptions options, ShadowStandIn shadow) =>
        new(options.ClientId, ButTelemetry(shadow), Kept(options), Unwanted: Topics.TelemetryFilters);

    /// <summary>The second connection of a backend that is alone.</summary>
    public static SessionPlan OfTelemetry(MqttOptions options) =>
        new($"{options.ClientId}-telemetry", Topics.TelemetryFilters, Kept(options), Unwanted: []);

    /// <summary>The connection through which a node of a cluster sends. It hears nothing, and goes with its process.</summary>
    public static SessionPlan OfSender(MqttOptions options, Guid node) =>
        new($"{options.ClientId}-{node:N}", [], TimeSpan.Zero, Unwanted: []);

    /// <summary>Outlives its node, so that another takes up what was under way. The first also hears what is not telemetry, whose order counts.</summary>
    public static SessionPlan OfReceiver(MqttOptions options, ShadowStandIn shadow, int number)
    {
        var telemetry = Topics.TelemetryFilters.Select(filter => $"$share/{Group}/{filter}");
        var rest = number == 1 ? ButTelemetry(shadow) : [];
        return new SessionPlan($"{options.ClientId}-receiver-{number}", [.. rest, .. telemetry], Kept(options), Unwanted: []);
    }

    private static string[] ButTelemetry(ShadowStandIn shadow) =>
        [.. Topics.BackendFilters.Except(Topics.TelemetryFilters), .. shadow.Filters];

    private static TimeSpan Kept(MqttOptions options) => TimeSpan.FromSeconds(options.SessionExpirySeconds);
}
