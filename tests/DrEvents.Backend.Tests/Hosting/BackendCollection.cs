namespace DrEvents.Backend.Tests.Hosting;

/// <summary>Scenarios that share one running backend; each uses VENs of its own.</summary>
[CollectionDefinition]
public sealed class BackendCollection : ICollectionFixture<BackendFixture>;
