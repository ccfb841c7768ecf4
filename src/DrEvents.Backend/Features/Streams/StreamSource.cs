namespace DrEvents.Backend.Features.Streams;

/// <summary>A kind of message besides what is stored: who read it while somebody listens, and what one client is told of it.</summary>
public sealed record StreamSource(string Kind, Func<Part> Part, params IReadOnlyList<Watch> Watches);
