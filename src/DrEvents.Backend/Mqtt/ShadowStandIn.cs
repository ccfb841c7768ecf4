using DrEvents.Contracts.Mqtt;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Mqtt;

/// <summary>Who answers the device shadow's topics: configuration section <c>Shadow</c>.</summary>
public sealed class ShadowOptions
{
    /// <summary>
    /// <c>standIn</c> (the default): the backend answers in place of AWS IoT, for brokers that have no shadow.
    /// <c>aws</c>: AWS IoT answers, the backend only listens.
    /// </summary>
    public string Provider { get; set; } = "standIn";
}

/// <summary>Which of the shadow's topics the backend listens to.</summary>
public sealed class ShadowStandIn(IOptions<ShadowOptions> options)
{
    /// <summary>Whether the backend answers requests itself.</summary>
    public bool Answers { get; } = options.Value.Provider == "standIn";

    /// <summary>What to subscribe to.</summary>
    public IReadOnlyList<string> Filters => Answers ? ShadowTopics.BackendFilters : [ShadowTopics.AllDocuments];
}
