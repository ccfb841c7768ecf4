namespace DrEvents.Backend.Hosting.Observability;

/// <summary>The backend's own spans. While nobody collects traces, none is made, and asking for one costs a comparison.</summary>
public static class Tracing
{
    public const string SourceName = "DrEvents";

    /// <summary>The agents' own, where they run in the same process: <c>DrEvents.Local</c>, the simulator, tests.</summary>
    public const string VenSourceName = "DrEvents.Ven";
    public const string EventId = "drevents.event.id";
    public const string VenId = "drevents.ven.id";
    public const string CorrelationId = "drevents.command.id";

    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>What others need to go on with the trace that runs here; null where it is not recorded.</summary>
    public static string? Current => Activity.Current is { Recorded: true } here ? here.Id : null;

    /// <summary>Says in the trace that runs here which event it is about, so that it is found by the event's id.</summary>
    public static void About(string eventId) => Activity.Current?.SetTag(EventId, eventId);

    /// <summary>Begins what nobody asked for just now, the clock for example; it refers to the trace in which it was asked for.</summary>
    public static Activity? Follow(string name, string? askedBy, string eventId)
    {
        if (!Source.HasListeners())
            return null;
        ActivityLink[] links = ActivityContext.TryParse(askedBy, null, out var context) ? [new(context)] : [];
        // Whatever happens to run here has not asked for it.
        var before = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity(ActivityKind.Internal, tags: [new(EventId, eventId)], links: links, name: name);
        if (span is null)
            Activity.Current = before;
        return span;
    }

    /// <summary>A span that ran already, or whose end is somewhere else; it is nobody's surroundings.</summary>
    public static Activity? Beside(string name, ActivityKind kind, ActivityContext parent, DateTimeOffset? from)
    {
        var before = Activity.Current;
        var span = Source.StartActivity(name, kind, parent, startTime: from ?? default);
        Activity.Current = before;
        return span;
    }

    public static void EndAt(this Activity span, DateTimeOffset at)
    {
        span.SetEndTime(at.UtcDateTime);
        span.Stop();
    }

    public static void Fails(this Activity? span, string reason) => span?.SetStatus(ActivityStatusCode.Error, reason);
}
