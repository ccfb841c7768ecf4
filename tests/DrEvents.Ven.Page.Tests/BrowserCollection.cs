using DrEvents.Testing.Browsing;

namespace DrEvents.Ven.Page.Tests;

/// <summary>Tests that share the browser.</summary>
[CollectionDefinition]
public sealed class BrowserCollection : ICollectionFixture<Browser>;
