namespace DrEvents.Contracts.Http;

/// <summary>Of what a webhook can be told.</summary>
public static class WebhookKinds
{
    /// <summary>A DR event was asked for.</summary>
    public const string EventScheduled = "eventScheduled";

    /// <summary>An operator changed it.</summary>
    public const string EventChanged = "eventChanged";

    /// <summary>It began.</summary>
    public const string EventStarted = "eventStarted";

    /// <summary>It ended at its time, or was stopped; told with its figures.</summary>
    public const string EventCompleted = "eventCompleted";

    /// <summary>It was called off, or nobody was there to start it in its time.</summary>
    public const string EventCancelled = "eventCancelled";

    /// <summary>Homes are to be called, and can be told ahead of it.</summary>
    public const string VensAnnounced = "vensAnnounced";

    /// <summary>What they were told is other now.</summary>
    public const string VensChanged = "vensChanged";

    /// <summary>They are not to be called after all.</summary>
    public const string VensCancelled = "vensCancelled";

    /// <summary>A running event delivers less than was asked for.</summary>
    public const string UnderDelivery = "underDelivery";

    /// <summary>A running event delivers more than was asked for.</summary>
    public const string OverDelivery = "overDelivery";

    /// <summary>VENs accepted, and their meters deny it.</summary>
    public const string NotDelivering = "notDelivering";

    /// <summary>Messages of VENs could not be read.</summary>
    public const string DeadLetters = "deadLetters";

    /// <summary>Days wait to be closed.</summary>
    public const string Archive = "archive";

    /// <summary>More messages come in than can be stored at once.</summary>
    public const string Samples = "samples";

    /// <summary>A check of <c>/health/ready</c> is not healthy.</summary>
    public const string Health = "health";

    /// <summary>An operator tries the webhook out; told whatever else it wants.</summary>
    public const string Ping = "ping";

    /// <summary>Those of what happens to DR events.</summary>
    public static readonly IReadOnlyList<string> OfEvents = [EventScheduled, EventChanged, EventStarted, EventCompleted, EventCancelled];

    /// <summary>Those of what owners of homes can be told ahead of a DR event.</summary>
    public static readonly IReadOnlyList<string> OfHomes = [VensAnnounced, VensChanged, VensCancelled];

    /// <summary>Those of what needs an operator, told when it begins and when it is over.</summary>
    public static readonly IReadOnlyList<string> OfAttention =
    [
        UnderDelivery,
        OverDelivery,
        NotDelivering,
        DeadLetters,
        Archive,
        Samples,
        Health,
    ];

    /// <summary>All that a webhook can want.</summary>
    public static readonly IReadOnlyList<string> All = [.. OfEvents, .. OfHomes, .. OfAttention];
}

/// <summary>What became of a delivery.</summary>
public static class WebhookStates
{
    /// <summary>It is tried, now or later.</summary>
    public const string Waiting = "waiting";

    /// <summary>The receiver answered with 2xx.</summary>
    public const string Delivered = "delivered";

    /// <summary>The last attempt failed too.</summary>
    public const string Dead = "dead";

    /// <summary>The webhook was switched off before it was delivered.</summary>
    public const string Dropped = "dropped";

    /// <summary>All.</summary>
    public static readonly IReadOnlyList<string> All = [Waiting, Delivered, Dead, Dropped];
}

/// <summary>Body of <c>POST /webhooks</c>.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Url">Where to it delivers: https, or http where the backend allows private addresses.</param>
/// <param name="Kinds">What it wants to be told of; everything when missing.</param>
/// <param name="Enabled">Whether it is on; it is when missing.</param>
/// <param name="Secret">By which bodies are signed: <c>whsec_</c> and the base64 of 24 to 64 bytes. One is made when missing.</param>
[KnownNamesOnly]
public sealed record CreateWebhookRequest(
    string? Name,
    string? Url,
    IReadOnlyList<string>? Kinds = null,
    bool? Enabled = null,
    string? Secret = null
);

/// <summary>Body of <c>PATCH /webhooks/{id}</c>; what is missing stays as it is.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Url">Where to it delivers.</param>
/// <param name="Kinds">What it wants to be told of.</param>
/// <param name="Enabled">Whether it is on.</param>
[KnownNamesOnly]
public sealed record ChangeWebhookRequest(
    string? Name = null,
    string? Url = null,
    IReadOnlyList<string>? Kinds = null,
    bool? Enabled = null
);

/// <summary>A webhook: whom the backend tells, and of what. Its secret is never shown again.</summary>
/// <param name="Url">Where to it delivers.</param>
/// <param name="Kinds">What it wants to be told of.</param>
/// <param name="Enabled">Whether it is on.</param>
/// <param name="OffBecause">Why the backend switched it off; null where it did not.</param>
/// <param name="Waiting">Deliveries that are tried, now or later.</param>
/// <param name="Dead">Deliveries whose last attempt failed too, and that are kept.</param>
public sealed record WebhookView(
    string Id,
    string Name,
    string Url,
    IReadOnlyList<string> Kinds,
    bool Enabled,
    string? OffBecause,
    DateTimeOffset CreatedAt,
    int Waiting,
    int Dead
);

/// <summary>A secret, shown this once.</summary>
/// <param name="Secret">By which bodies are signed: <c>whsec_</c> and the base64 of the key.</param>
public sealed record WebhookSecretView(string Secret);

/// <summary>A webhook that was just made.</summary>
/// <param name="Secret">By which bodies are signed; shown this once.</param>
public sealed record WebhookMade(WebhookView Webhook, string Secret);

/// <summary>One attempt to deliver.</summary>
/// <param name="Status">HTTP status of the answer; null where there was none.</param>
/// <param name="Error">Why it did not count as delivered; null where it did.</param>
/// <param name="DurationMs">How long it took.</param>
public sealed record WebhookAttemptView(DateTimeOffset At, int? Status, string? Error, double DurationMs);

/// <summary>Something that a webhook is told.</summary>
/// <param name="Id">The same in every attempt, as <c>webhook-id</c> to the receiver.</param>
/// <param name="Kind">One of the kinds.</param>
/// <param name="State"><c>waiting</c>, <c>delivered</c>, <c>dead</c> or <c>dropped</c>.</param>
/// <param name="CreatedAt">When it happened.</param>
/// <param name="NextAttemptAt">When it is tried again; null where it is not.</param>
/// <param name="SettledAt">When it was delivered or given up; null while it waits.</param>
/// <param name="Attempts">The newest 20 attempts, oldest first.</param>
/// <param name="Body">What is sent.</param>
public sealed record WebhookDeliveryView(
    string Id,
    string WebhookId,
    string Kind,
    string State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? SettledAt,
    IReadOnlyList<WebhookAttemptView> Attempts,
    string Body
);

/// <summary>Deliveries, the newest first.</summary>
/// <param name="TotalCount">So many are kept.</param>
public sealed record WebhookDeliveryPage(long TotalCount, IReadOnlyList<WebhookDeliveryView> Deliveries);

/// <summary>What a webhook is sent.</summary>
/// <param name="Type">One of the kinds.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">Of what it tells, by its kind.</param>
public sealed record WebhookMessage<T>(string Type, DateTimeOffset Timestamp, T Data);

/// <summary>Data of the kinds that tell of a DR event.</summary>
/// <param name="Event">The event, as it was when the message was made.</param>
/// <param name="Metrics">Its figures; null before its end, and where it never began.</param>
public sealed record WebhookEventData(EventView Event, EventMetricsView? Metrics);

/// <summary>Data of the kinds that tell of what needs an operator.</summary>
/// <param name="Attention">What it is; what it was when it is over.</param>
/// <param name="IsOver">Whether it is over.</param>
public sealed record WebhookAttentionData(AttentionItem Attention, bool IsOver);

/// <summary>Data of the kinds that tell of homes ahead of a DR event; a message holds no more than 500 of them, and further ones come in further messages.</summary>
/// <param name="Programme">The programme that calls them; null for none.</param>
/// <param name="Begin">When the event begins.</param>
/// <param name="End">When it ends; a home whose minutes are up gets its power back sooner.</param>
/// <param name="NoticeMinutes">From this message to the begin.</param>
/// <param name="Part">Which message of this kind and moment it is, from 1.</param>
/// <param name="Parts">How many there are.</param>
public sealed record WebhookHomesData(
    string EventId,
    string? Programme,
    DateTimeOffset Begin,
    DateTimeOffset End,
    double NoticeMinutes,
    int Part,
    int Parts,
    IReadOnlyList<WebhookHome> Vens
);

/// <summary>A home that can be told.</summary>
/// <param name="Kw">What its VEN is to be asked for; null where that is not known (yet), or nothing any more.</param>
public sealed record WebhookHome(string VenId, double? Kw);

/// <summary>Data of a ping.</summary>
/// <param name="WebhookId">Which webhook was tried out.</param>
public sealed record WebhookPingData(string WebhookId);
