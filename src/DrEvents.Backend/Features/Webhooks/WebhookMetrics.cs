using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>How the telling goes, for whoever observes the meter <c>DrEvents.Webhooks</c>.</summary>
public sealed class WebhookMetrics : ICountsFromZero
{
    private const string Outcome = "outcome";
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _dead;
    private readonly Histogram<double> _duration;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("DrEvents.Webhooks");
        _attempts = meter.CreateCounter<long>(
            "drevents.webhook.attempts",
            "{attempt}",
            "Attempts to deliver to webhooks: delivered or failed"
        );
        _dead = meter.CreateCounter<long>("drevents.webhook.dead", "{delivery}", "Deliveries to webhooks that were given up");
        _duration = meter.CreateHistogram<double>("drevents.webhook.duration", "s", "How long attempts to deliver to webhooks took");
    }

    public void Attempted(bool isDelivered, TimeSpan took)
    {
        _attempts.Add(1, Tag(isDelivered));
        _duration.Record(took.TotalSeconds);
    }

    public void Died() => _dead.Add(1);

    public void Begin()
    {
        _attempts.Add(0, Tag(isDelivered: true));
        _attempts.Add(0, Tag(isDelivered: false));
        _dead.Add(0);
    }

    private static KeyValuePair<string, object?> Tag(bool isDelivered) => new(Outcome, isDelivered ? "delivered" : "failed");
}
