namespace DrEvents.Contracts.Http;

/// <summary>A part of a request in which a name that does not exist is an error: taken for nothing said, it would change what it was not meant to.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KnownNamesOnlyAttribute : Attribute;
