namespace DrEvents.Backend.Mqtt;

/// <summary>Who answers the device shadow's topics: configuration section <c>Shadow</c>.</summary>
public sealed class ShadowOptions
{
    /// <summary><c>standIn</c>: the backend answers, for brokers without shadows; <c>aws</c>: AWS IoT does, and the backend only listens.</summary>
    public string Provider { get; set; } = "standIn";
}

public sealed class ShadowStandIn(IOptions<ShadowOptions> options)
{
    public bool Answers { get; } = options.Value.Provider == "standIn";
    public IReadOnlyList<string> Filters => Answers ? ShadowTopics.BackendFilters : [ShadowTopics.AllDocuments];
}
