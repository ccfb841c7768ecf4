namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>What a body of this type looks like in the description of the interface: a value of the code, so that it changes with its type.</summary>
public sealed record ApiExample(Type Type, object Value)
{
    public static ApiExample Of<T>(T value)
        where T : notnull => new(typeof(T), value);
}

/// <summary>All examples, by their types. They tell one story: an event runs, and one of its two VENs has refused.</summary>
public sealed class ApiExamples(IEnumerable<ApiExample> examples)
{
    private readonly Dictionary<Type, object> _byType = examples.ToDictionary(e => e.Type, e => e.Value);

    /// <summary>Registers those of the shapes that all rooms share; a room adds what only it knows.</summary>
    public static void Add(IServiceCollection services)
    {
        ApiExample[] all =
        [
            .. ExampleVens.All,
            .. ExampleEvents.All,
            .. ExamplePreviews.All,
            .. ExampleTables.All,
            .. ExampleFigures.All,
            .. ExampleUpkeep.All,
            .. ExampleStreams.All,
            .. ExampleWebhooks.All,
            .. ExamplePast.All,
            .. ExampleResults.All,
            .. ExampleSettlement.All,
            .. ExampleMeters.All,
            .. ExampleTemperatures.All,
            .. ExampleQuality.All,
            .. ExampleProfiles.All,
            .. ExampleAccess.All,
            .. ExampleProgrammes.All,
            .. ExampleCommandKeys.All,
            .. ExampleIdentity.All,
            .. ExampleAccounts.All,
            .. ExampleActions.All,
            .. ExamplePersons.All,
        ];
        foreach (var example in all)
            services.AddSingleton(example);
        services.AddSingleton<ApiExamples>();
    }

    /// <summary>A body of this type; of a list, one with one item. Null where nobody gave one.</summary>
    public object? Of(Type type)
    {
        if (_byType.TryGetValue(type, out var value))
            return value;
        if (ItemOf(type) is not { } item || Of(item) is not { } one)
            return null;
        var list = Array.CreateInstance(item, 1);
        list.SetValue(one, 0);
        return list;
    }

    private static Type? ItemOf(Type type) =>
        type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;
}

/// <summary>What the examples have in common: the names in paths, and the times.</summary>
public static class ExampleNames
{
    public const string VenId = "ven-5f1c77aa";
    public const string OtherVenId = "ven-00e1d2c3";
    public const string LoadId = "circuit-2";
    public const string Site = "default";
    public const string DrEventId = "evt-1a2b3c4d";
    public const string CorrelationId = "1f0c2a9e4b7d4c1f9a52d3f6c8e01b77";
    public const string ReadModel = "live";
    public const long DeadLetterId = 42;
    public const string ApiKeyId = "5d0c9e21";
    public const string GrantId = "a17be003";
    public const string ProgrammeId = "summer-evenings";
    public const string CommandKeyId = "c9f0f895fb98ab9159f51fd0297e236d";
    public const string Serial = "5c1e90b7a4d2f8360be71d4c95a2e8f1";
    public const string UserId = "3fb07c52";
    public const string ClientId = "c81d5e90";
    public const string WebhookId = "hook-7c2e91d0";
    public const string WebhookDeliveryId = "msg_019f1e43fd0081c4a1f3b29d07e65f40";

    public static readonly DateTimeOffset Start = new(2026, 7, 1, 15, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = Start.AddHours(1);
    public static readonly DateTimeOffset Now = Start.AddMinutes(20);
    public static readonly DateOnly Day = DateOnly.FromDateTime(Start.UtcDateTime);

    /// <summary>What stands in a path for a parameter of this name.</summary>
    public static JsonNode? InPath(string path, string parameter) =>
        parameter switch
        {
            "venId" => VenId,
            "loadId" => LoadId,
            "site" => Site,
            "name" => ReadModel,
            "id" when path.Contains("dead-letters", StringComparison.Ordinal) => DeadLetterId,
            "id" when path.Contains("webhooks", StringComparison.Ordinal) => WebhookId,
            "deliveryId" => WebhookDeliveryId,
            "keyId" => ApiKeyId,
            "grantId" => GrantId,
            "programmeId" => ProgrammeId,
            "commandKeyId" => CommandKeyId,
            "serial" => Serial,
            "userId" => UserId,
            "personId" => UserId,
            "clientId" => ClientId,
            "id" => DrEventId,
            _ => null,
        };
}
