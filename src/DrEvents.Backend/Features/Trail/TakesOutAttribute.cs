namespace DrEvents.Backend.Features.Trail;

/// <summary>Marks an endpoint that only reads and is told of all the same: by it somebody takes out of the installation what is held of people.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesOutAttribute : Attribute;
