using Marten;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Messages that could not be read: kept, counted, looked at, read again.</summary>
public static class DeadLettersCapability
{
    /// <summary>Documents.</summary>
    public static void Configure(StoreOptions store) => store.Schema.For<DeadLetter>();

    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services) { }
}
