using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using DrEvents.Backend.Store;
using DrEvents.Contracts.Http;
using Marten;

namespace DrEvents.Backend.Tests.Persons;

/// <summary>Finds the members of stored types in which people, or VENs, may write something, and places.</summary>
internal static class StoredTexts
{
    private static readonly IReadOnlyStoreOptions Options = EventStore.Options(
        "Host=none",
        store => Rooms.Configure(store, pressure: null)
    );

    /// <summary>All types of stored events.</summary>
    public static IReadOnlyList<Type> Events { get; } =
    [.. Options.Events.AllKnownEventTypes().Select(e => e.EventType).Where(IsOurs).OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>All types of documents.</summary>
    public static IReadOnlyList<Type> Documents { get; } =
    [.. Options.AllKnownDocumentTypes().Select(d => d.DocumentType).Where(IsOurs).OrderBy(t => t.Name, StringComparer.Ordinal)];

    /// <summary>The members of a type that hold texts, by their paths.</summary>
    public static IEnumerable<string> Of(Type type) => Of(type, "", []);

    /// <summary>What stands at a path, as JSON; of lists, of all that are in them.</summary>
    public static string At(JsonNode? node, IEnumerable<string> path)
    {
        var nodes = new[] { node };
        foreach (var name in path)
            nodes = [.. nodes.SelectMany(Items).Select(n => n?[name])];
        return string.Join(' ', nodes.Select(n => n?.ToJsonString() ?? "null"));
    }

    /// <summary>One in which every text is this one.</summary>
    /// <param name="texts">What stands in a member instead.</param>
    public static object Filled(Type type, string text, IReadOnlyDictionary<string, string> texts) => Made(type, text, texts, "");

    private static IEnumerable<JsonNode?> Items(JsonNode? node) => node is JsonArray list ? list.AsEnumerable() : new[] { node };

    private static IEnumerable<string> Of(Type type, string path, HashSet<Type> within)
    {
        if (!within.Add(type))
            yield break;
        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var (name, kept) = (path + member.Name, ItemOf(member.PropertyType));
            if (kept == typeof(string) || kept == typeof(GeoLocation) || kept.IsAssignableTo(typeof(JsonNode)) || IsTexts(kept))
                yield return name;
            else if (IsOurs(kept) && !kept.IsEnum)
            {
                foreach (var inner in Of(kept, name + ".", [.. within]))
                    yield return inner;
            }
        }
    }

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("DrEvents", StringComparison.Ordinal) == true;

    private static bool IsTexts(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>);

    private static Type ItemOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? value
        : type.IsArray ? type.GetElementType()!
        : type.IsGenericType && !IsTexts(type) && type.IsAssignableTo(typeof(IEnumerable)) ? ItemOf(type.GetGenericArguments()[0])
        : type;

    private static object Made(Type type, string text, IReadOnlyDictionary<string, string> texts, string path)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, text, texts, path + p.Name))]);
    }

    private static object? Value(Type type, string text, IReadOnlyDictionary<string, string> texts, string path)
    {
        if (type == typeof(string))
            return texts.GetValueOrDefault(path, text);
        if (type == typeof(GeoLocation))
            return new GeoLocation(48.5, 11.5);
        if (IsTexts(type))
            return new Dictionary<string, string> { ["x"] = text };
        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, 1);
            list.SetValue(Value(item, text, texts, path + "."), 0);
            return list;
        }
        return type.IsValueType ? Activator.CreateInstance(type)
            : IsOurs(type) && !type.IsAbstract ? Made(type, text, texts, path + ".")
            : null;
    }
}
