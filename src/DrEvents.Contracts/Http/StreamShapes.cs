namespace DrEvents.Contracts.Http;

/// <summary>
/// Messages of <c>GET /api/stream</c>, which are server-sent events: the <c>event</c> of each is the name of one of these fields, and its <c>data</c> is that
/// field's JSON.
/// </summary>
/// <param name="Stored">What was stored since the last one.</param>
/// <param name="Network">The fleet, as <c>GET /api/stats/network</c> shows it; first as it is, then after each change.</param>
/// <param name="Events">DR events of <c>GET /api/events</c> that changed; first all of them.</param>
/// <param name="Attention">All that needs an operator; first as it is, then after each change.</param>
/// <param name="Away">The event store does not answer.</param>
/// <param name="Back">It answers again.</param>
/// <param name="Reset">What was stored meanwhile is too much to be told.</param>
public sealed record SystemStreamMessages(
    StoredMessage Stored,
    NetworkStats Network,
    EventsMessage Events,
    AttentionMessage Attention,
    AwayMessage Away,
    BackMessage Back,
    ResetMessage Reset
);

/// <summary>
/// Messages of <c>GET /api/events/{id}/stream</c>, which are server-sent events: the <c>event</c> of each is the name of one of these fields, and its
/// <c>data</c> is that field's JSON.
/// </summary>
/// <param name="Event">The event as lists show it; first as it is, then after each change.</param>
/// <param name="Metrics">Its figures, as <c>GET /api/events/{id}/metrics</c> shows them; first as they are, then after each change.</param>
/// <param name="Vens">VENs' parts that changed; first all of them.</param>
/// <param name="Adjustment">What the control loop decided, as <c>GET /api/events/{id}/adjustments</c> lists it.</param>
/// <param name="Stored">What was stored of it since the last one, decisions of the loop excepted.</param>
/// <param name="Away">The event store does not answer.</param>
/// <param name="Back">It answers again.</param>
/// <param name="Reset">What was stored meanwhile is too much to be told.</param>
public sealed record EventStreamMessages(
    EventView Event,
    EventMetricsView Metrics,
    VensMessage Vens,
    AdjustmentView Adjustment,
    StoredMessage Stored,
    AwayMessage Away,
    BackMessage Back,
    ResetMessage Reset
);

/// <summary>Stored events, in the order of their storing. Samples of telemetry are not among them.</summary>
/// <param name="UpTo">The sequence up to which they tell all that was stored; the message's id says the same.</param>
public sealed record StoredMessage(long UpTo, IReadOnlyList<StoredItem> Items);

/// <summary>
/// A stored event; or, where <c>Count</c> is more than one, many of one type that came together: those of the participations in one DR event, or of VENs.
/// </summary>
/// <param name="Sequence">Its place among all stored events; of many that of the last.</param>
/// <param name="Type">Its type, past tense, such as <c>AckReceived</c>.</param>
/// <param name="At">When it was stored; of many the last.</param>
/// <param name="Text">What happened, in a line, with the figures that matter.</param>
/// <param name="Stream">Its stream; null where many are of several.</param>
/// <param name="EventId">The DR event that it is about.</param>
/// <param name="VenId">The VEN that it is about.</param>
/// <param name="Said">The text in parts, for programs that say it in other words; null where there is only the text.</param>
public sealed record StoredItem(
    long Sequence,
    string Type,
    DateTimeOffset At,
    string Text,
    int Count = 1,
    string? Stream = null,
    string? EventId = null,
    string? VenId = null,
    Said? Said = null
);

/// <summary>Stored events, the newest first.</summary>
/// <param name="Before">Where the next page begins: what to ask for as <c>before</c> to be told of older ones. Null where there are none.</param>
public sealed record StoredEventsPage(IReadOnlyList<StoredItem> Items, long? Before);

/// <summary>DR events that changed.</summary>
/// <param name="Left">So many more changed, and follow.</param>
public sealed record EventsMessage(IReadOnlyList<EventView> Events, int Left);

/// <summary>Parts of VENs that changed.</summary>
/// <param name="Left">So many more changed, and follow.</param>
public sealed record VensMessage(IReadOnlyList<ParticipationView> Vens, int Left);

/// <summary>All that needs an operator now; nothing where the list is empty.</summary>
public sealed record AttentionMessage(IReadOnlyList<AttentionItem> Items);

/// <summary>Something that needs an operator.</summary>
/// <param name="Kind">
/// Of a running event <c>underDelivery</c>, <c>overDelivery</c> and <c>notDelivering</c>; <c>deadLetters</c>, <c>archive</c>, <c>samples</c>, <c>webhooks</c>; and what
/// <c>/health/ready</c> looks at: <c>database</c>, <c>broker</c>, <c>projections</c>, <c>readModels</c>, <c>messages</c>, <c>receivers</c>, <c>dataPlane</c>.
/// </param>
/// <param name="Text">What is so, in a line, with the figures that matter.</param>
/// <param name="Since">Since when this node has known of it.</param>
/// <param name="EventId">The event that it is about.</param>
/// <param name="Said">The text in parts, without the kind in front, for programs that say it in other words; null where there is only the text.</param>
public sealed record AttentionItem(string Kind, string Text, DateTimeOffset Since, string? EventId = null, Said? Said = null);

/// <summary>The event store does not answer; figures are as they were.</summary>
/// <param name="Since">When it was found away.</param>
public sealed record AwayMessage(DateTimeOffset Since);

/// <summary>The event store answers again, and the stream goes on where it was.</summary>
/// <param name="At">When it did.</param>
/// <param name="AwaySince">Since when it had been away.</param>
public sealed record BackMessage(DateTimeOffset At, DateTimeOffset AwaySince);

/// <summary>What was stored since the client's last message is not told: the client reads again what it shows. The stream goes on from here.</summary>
/// <param name="After">The id up to which the client was told.</param>
/// <param name="UpTo">The sequence from which on it is told again.</param>
/// <param name="Reason">Why.</param>
public sealed record ResetMessage(long After, long UpTo, string Reason);
