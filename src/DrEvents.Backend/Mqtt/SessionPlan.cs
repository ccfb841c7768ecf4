using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt;

/// <summary>The sessions at the broker: who each is, and what it listens to.</summary>
public static class SessionPlan
{
    private const string Group = "drevents";

    /// <summary>The sessions of this process; it sends through the first.</summary>
    public static SessionSettings[] Own(MqttOptions options, ClusterOptions cluster, ShadowOptions shadow) =>
        cluster.Enabled ? [OfSender(options)] : [OfSingle(options, shadow), OfTelemetry(options)];

    /// <summary>The connection of a backend that is alone: it sends, and hears all but telemetry, behind which an answer would wait.</summary>
    private static SessionSettings OfSingle(MqttOptions options, ShadowOptions shadow) =>
        Of(options, options.ClientId, ButTelemetry(shadow), isKept: true) with
        {
            // Earlier versions listened to it here: the broker may still hold these subscriptions.
            Unwanted = Topics.TelemetryFilters,
        };

    /// <summary>The second connection of a backend that is alone.</summary>
    private static SessionSettings OfTelemetry(MqttOptions options) =>
        Of(options, $"{options.ClientId}-telemetry", Topics.TelemetryFilters, isKept: true);

    /// <summary>The connection through which a node of a cluster sends. It hears nothing, and goes with its process.</summary>
    private static SessionSettings OfSender(MqttOptions options) =>
        Of(options, $"{options.ClientId}-{Guid.NewGuid():N}", [], isKept: false);

    /// <summary>
    /// Outlives its node, so that another takes up what was under way. All share telemetry and acknowledgements; the first also hears the rest, whose order
    /// counts.
    /// </summary>
    public static SessionSettings OfReceiver(MqttOptions options, ShadowOptions shadow, int number)
    {
        var isFirst = number == 1;
        var shared = Topics.TelemetryFilters.Append(Topics.AckFilter).Select(filter => $"$share/{Group}/{filter}");
        var rest = isFirst ? ButTelemetry(shadow).Except([Topics.AckFilter]) : [];
        return Of(options, $"{options.ClientId}-receiver-{number}", [.. rest, .. shared], isKept: true) with
        {
            // Earlier versions heard all acknowledgements there: the broker may still hold this subscription.
            Unwanted = isFirst ? [Topics.AckFilter] : [],
        };
    }

    private static SessionSettings Of(MqttOptions options, string clientId, IReadOnlyList<string> filters, bool isKept) =>
        new(options.AddressInForce(), clientId)
        {
            Subscriptions = [new Subscription(filters)],
            FiltersPerSubscribeMax = WireLimits.FiltersPerSubscribeMax,
            Expiry = isKept ? TimeSpan.FromSeconds(options.SessionExpirySeconds) : TimeSpan.Zero,
            ReceiveMaximum = (ushort)options.ReceiveMaximumInForce,
            IsBusy = true,
            Pauses = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(15)),
        };

    private static string[] ButTelemetry(ShadowOptions shadow) =>
        [.. Topics.BackendFilters.Except(Topics.TelemetryFilters), .. shadow.Filters];
}
