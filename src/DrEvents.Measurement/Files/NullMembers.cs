using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace DrEvents.Measurement.Files;

/// <summary>
/// Finds what a text of someone else's left out: a member that is never null and was not written, or a null among things of which none is null. The
/// library for JSON says nothing of either, and whoever used it would fall over it.
/// </summary>
internal static class NullMembers
{
    private sealed record Member(PropertyInfo Property, string Name, NullabilityInfo Nullability);

    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    /// <summary>The way to the first one, such as <c>days.classes.1</c>; null where there is none.</summary>
    public static string? First(object read) => Of(read, null, "");

    private static string? Of(object value, NullabilityInfo? declared, string at) =>
        value switch
        {
            string or JsonElement => null,
            IEnumerable list => InList(list, declared, at),
            _ when value.GetType() is { IsClass: true } type && type.Assembly == typeof(NullMembers).Assembly => InObject(value, type, at),
            _ => null,
        };

    private static string? InObject(object value, Type type, string at)
    {
        foreach (var member in Members.GetOrAdd(type, MembersOf))
        {
            var path = at.Length == 0 ? member.Name : $"{at}.{member.Name}";
            if (member.Property.GetValue(value) is not { } held)
            {
                if (IsNeverNull(member.Nullability))
                    return path;
            }
            else if (Of(held, member.Nullability, path) is { } found)
                return found;
        }
        return null;
    }

    private static string? InList(IEnumerable list, NullabilityInfo? declared, string at)
    {
        var item = declared is null ? null : declared.ElementType ?? declared.GenericTypeArguments.FirstOrDefault();
        // Figures are never looked at one by one.
        if (item is null || item.Type.IsValueType)
            return null;
        var place = 0;
        foreach (var held in list)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{at}.{place++}");
            var found =
                held is not null ? Of(held, item, path)
                : IsNeverNull(item) ? path
                : null;
            if (found is not null)
                return found;
        }
        return null;
    }

    private static bool IsNeverNull(NullabilityInfo info) => !info.Type.IsValueType && info.ReadState == NullabilityState.NotNull;

    /// <summary>What is read: what can be set. What is computed from it may fall over what is missing.</summary>
    private static Member[] MembersOf(Type type)
    {
        var context = new NullabilityInfoContext();
        return
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite && !p.PropertyType.IsPrimitive && p.GetIndexParameters().Length == 0)
                .Select(p => new Member(p, JsonNamingPolicy.CamelCase.ConvertName(p.Name), context.Create(p))),
        ];
    }
}
