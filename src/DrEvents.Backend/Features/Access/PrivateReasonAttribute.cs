namespace DrEvents.Backend.Features.Access;

/// <summary>Marks an endpoint whose request gives a reason that not everybody who reads the trail may know: somebody's health may be it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrivateReasonAttribute : Attribute;
