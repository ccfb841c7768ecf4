using System.Collections;
using System.Runtime.CompilerServices;
using DrEvents.Backend;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using Marten;

namespace DrEvents.Testing;

/// <summary>One of each type of event that the backend stores, samples excepted, with nothing but defaults in it.</summary>
public sealed class StoredTypes : IEnumerable<object>
{
    public IEnumerator<object> GetEnumerator()
    {
        var options = EventStore.Options("Host=none", store => Rooms.Configure(store, pressure: null));
        foreach (var type in ((IReadOnlyStoreOptions)options).Events.AllKnownEventTypes().Select(e => e.EventType))
        {
            if (type.Namespace!.StartsWith("DrEvents", StringComparison.Ordinal) && type != typeof(TelemetrySampled))
                yield return Made(type);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static object Made(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType))]);
    }

    private static object? Value(Type type) =>
        type == typeof(string) ? "x"
        : type.IsValueType ? Activator.CreateInstance(type)
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? Array.CreateInstance(type.GenericTypeArguments[0], 0)
        : type.IsInterface ? null
        : type.GetConstructors().Any(c => c.GetParameters().Length > 0) ? Made(type)
        : RuntimeHelpers.GetUninitializedObject(type);
}
