namespace DrEvents.Faults.Tests;

/// <summary>Tests that start processes all the time and keep the processors busy: one after the other, and never beside those that wait for the clock.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BusyTests
{
    /// <summary>The collection's name.</summary>
    public const string Name = "busy";
}
