namespace DrEvents.Contracts.Http;

/// <summary>Numbers of this shape are written with all their digits: somebody computes with them.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExactNumbersAttribute : Attribute;
