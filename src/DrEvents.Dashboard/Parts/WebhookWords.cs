namespace DrEvents.Dashboard.Parts;

/// <summary>Words for what webhooks are told of, and for what became of it.</summary>
public sealed class WebhookWords;
