namespace DrEvents.Backend.Hosting.OpenApi;

/// <summary>An endpoint whose answer can be <c>null</c>, with status 200.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OrNullAttribute : Attribute;
