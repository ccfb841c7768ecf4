namespace DrEvents.Backend.Features.Persons;

/// <summary>What of a stored event names a person, and what takes its place; as a rule of Marten's masking of protected information.</summary>
public sealed record MaskingRule(Type Event, Func<object, Mask, object> Masked, Action<StoreOptions> AddTo)
{
    public static MaskingRule For<T>(Func<T, Mask, T> masked)
        where T : notnull =>
        new(
            typeof(T),
            (e, mask) => masked((T)e, mask),
            // Func and not Action: stored events cannot be changed, only replaced.
            store => store.Events.AddMaskingRuleForProtectedInformation<T>(e => Mask.InForce is { } mask ? masked(e, mask) : e)
        );
}

/// <summary>All of them.</summary>
public static class MaskingRules
{
    private static readonly Dictionary<Type, MaskingRule> ByType = new[] { HomeRules.All, UserRules.All }
        .SelectMany(rules => rules)
        .ToDictionary(r => r.Event);

    /// <summary>Types of stored events that may name a person.</summary>
    public static readonly Type[] Types = [.. ByType.Keys];

    public static void AddTo(StoreOptions store)
    {
        foreach (var rule in ByType.Values)
            rule.AddTo(store);
    }

    /// <summary>The event as it is when it names the person no more; the same one where no rule is for its type.</summary>
    public static object Of(object stored, Mask mask) =>
        ByType.TryGetValue(stored.GetType(), out var rule) ? rule.Masked(stored, mask) : stored;
}
