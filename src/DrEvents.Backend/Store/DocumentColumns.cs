using System.Reflection;

namespace DrEvents.Backend.Store;

/// <summary>A column of a document's table, with PostgreSQL's type and the values in the order of the documents.</summary>
public sealed record DocumentColumn(string Name, string Type, Array Values);

/// <summary>The columns that Marten keeps beside a document's id and data, with their values.</summary>
internal static class DocumentColumns<T>
    where T : class
{
    private static readonly MethodInfo Typed = typeof(DocumentColumns<T>).GetMethod(
        nameof(ReaderOf),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    private static readonly ConcurrentDictionary<PropertyInfo, Func<IReadOnlyCollection<T>, Array>> Readers = new();

    public static IEnumerable<DocumentColumn> Of(IReadOnlyStoreOptions options, IReadOnlyCollection<T> documents) =>
        options
            .FindOrResolveDocumentType(typeof(T))
            .DuplicatedFields.Select(f => new DocumentColumn(f.ColumnName, f.PgType, ValuesOf((PropertyInfo)f.Members[^1], documents)));

    private static Array ValuesOf(PropertyInfo property, IReadOnlyCollection<T> documents) =>
        Readers.GetOrAdd(
            property,
            p => (Func<IReadOnlyCollection<T>, Array>)Typed.MakeGenericMethod(p.PropertyType).Invoke(obj: null, [p])!
        )(documents);

    private static Func<IReadOnlyCollection<T>, Array> ReaderOf<TValue>(PropertyInfo property)
    {
        var read = property.GetMethod!.CreateDelegate<Func<T, TValue>>();
        return read switch
        {
            // PostgreSQL takes times in UTC only.
            Func<T, DateTimeOffset> at => documents => documents.Select(d => at(d).ToUniversalTime()).ToArray(),
            Func<T, DateTimeOffset?> at => documents => documents.Select(d => at(d)?.ToUniversalTime()).ToArray(),
            _ => documents => documents.Select(read).ToArray(),
        };
    }
}
