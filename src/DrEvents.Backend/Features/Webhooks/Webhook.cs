namespace DrEvents.Backend.Features.Webhooks;

/// <summary>Whom the backend tells, and of what. The secret is kept as <see cref="WebhookSecrets"/> encrypts it.</summary>
public sealed record Webhook
{
    /// <summary>So long a former secret signs beside the new one.</summary>
    public static readonly TimeSpan FormerFor = TimeSpan.FromHours(24);

    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Url { get; init; }
    public required IReadOnlyList<string> Kinds { get; init; }
    public required bool Enabled { get; init; }

    /// <summary>Why the backend switched it off.</summary>
    public string? OffBecause { get; init; }

    /// <summary>Which of the queues is its own.</summary>
    public required int Slot { get; init; }
    public required string Secret { get; init; }
    public string? FormerSecret { get; init; }
    public DateTimeOffset? FormerUntil { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public string Queue => QueueOf(Slot);

    public static string QueueOf(int slot) => string.Create(CultureInfo.InvariantCulture, $"webhook-{slot}");

    /// <summary>Held by whoever changes it, or its deliveries.</summary>
    public static string LockOf(string id) => "webhooks/" + id;

    public bool Wants(string kind) => Enabled && Kinds.Contains(kind);

    public IEnumerable<string> SecretsAt(DateTimeOffset now) =>
        FormerSecret is { } former && now < FormerUntil ? [Secret, former] : [Secret];

    public Webhook Changed(ChangeWebhookRequest request) =>
        this with
        {
            Name = request.Name ?? Name,
            Url = request.Url ?? Url,
            Kinds = request.Kinds is { } kinds ? [.. kinds.Distinct()] : Kinds,
            Enabled = request.Enabled ?? Enabled,
            OffBecause = request.Enabled is null ? OffBecause : null,
        };

    public Webhook WithNewSecret(string kept, DateTimeOffset now) =>
        this with
        {
            Secret = kept,
            FormerSecret = Secret,
            FormerUntil = now + FormerFor,
        };

    public Webhook Off(string because) => this with { Enabled = false, OffBecause = because };

    public WebhookView View(int waiting, int dead) => new(Id, Name, Url, Kinds, Enabled, OffBecause, CreatedAt, waiting, dead);
}
