namespace DrEvents.Backend.Store;

/// <summary>Columns for fields of a document without the index that Marten gives to a duplicated field.</summary>
public static class ColumnOptions
{
    public static void HaveColumns<T>(this StoreOptions store, params string[] properties) =>
        store.Policies.ForAllDocuments(mapping =>
        {
            if (mapping.DocumentType != typeof(T))
                return;
            foreach (var property in properties)
                mapping.DuplicateField(property);
        });
}

/// <summary>Reads columns instead of documents: a plan needs a few numbers of ten thousand VENs, and documents take ten times as long.</summary>
public static class ColumnReading
{
    /// <summary>Each parameter of the record TRow is named as a property of the document that has a column.</summary>
    public static Task<List<TRow>> ColumnsAsync<TDoc, TRow>(this IQuerySession session, CancellationToken cancellation) =>
        session.ColumnsAsync<TDoc, TRow, bool>(property: null, [], cancellation);

    public static Task<List<TRow>> ColumnsAsync<TDoc, TRow, TValue>(
        this IQuerySession session,
        string? property,
        TValue[] values,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var where = property is null ? "" : $"where {ColumnOf<TDoc>(options, property)} = any($1)";
        var order = options.FindOrResolveDocumentType(typeof(TDoc)).IdType == typeof(string) ? "id collate \"C\"" : "id";
        var sql = $"select {NamesOf<TDoc, TRow>(options)} from {options.Table<TDoc>()} {where} order by {order}";
        return session.ListAsync<TRow>(sql, property is null ? [] : [values], cancellation);
    }

    /// <summary>A text column of so many documents whose flag is not set, from a value on, which is not among them; in the order of their characters.</summary>
    public static Task<List<string>> KeysAfterAsync<TDoc>(
        this IQuerySession session,
        string property,
        string flag,
        string after,
        int most,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var (key, not) = (ColumnOf<TDoc>(options, property), ColumnOf<TDoc>(options, flag));
        return session.ListAsync<string>(
            $"select {key} from {options.Table<TDoc>()} where {key} collate \"C\" > $1 and not {not} order by {key} collate \"C\" limit $2",
            [after, most],
            cancellation
        );
    }

    /// <summary>
    /// As <see cref="ColumnsAsync{TDoc, TRow, TValue}"/>; what has no column is taken out of the document by PostgreSQL, which sends no more than that: for what is read seldom and written often.
    /// It is what the document says to the last digit: times too, of which columns have whole microseconds.
    /// </summary>
    public static Task<List<TRow>> FieldsAsync<TDoc, TRow, TValue>(
        this IQuerySession session,
        string property,
        TValue[] values,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var fields = typeof(TRow).GetConstructors()[0].GetParameters().Select(p => FieldOf<TDoc>(options, p));
        return session.ListAsync<TRow>(
            $"select {string.Join(", ", fields)} from {options.Table<TDoc>()} where {ColumnOf<TDoc>(options, property)} = any($1) order by id collate \"C\"",
            [values],
            cancellation
        );
    }

    /// <summary>The same of documents that are not older than a time, by a column of theirs.</summary>
    public static Task<List<TRow>> ColumnsSinceAsync<TDoc, TRow, TValue>(
        this IQuerySession session,
        string property,
        TValue[] values,
        string timeProperty,
        DateTimeOffset since,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var (column, time) = (ColumnOf<TDoc>(options, property), ColumnOf<TDoc>(options, timeProperty));
        var sql = $"select {NamesOf<TDoc, TRow>(options)} from {options.Table<TDoc>()} where {column} = any($1) and {time} >= $2";
        return session.ListAsync<TRow>(sql, [values, since], cancellation);
    }

    private static string NamesOf<TDoc, TRow>(IReadOnlyStoreOptions options) =>
        string.Join(", ", typeof(TRow).GetConstructors()[0].GetParameters().Select(p => ColumnOf<TDoc>(options, p.Name!)));

    internal static string ColumnOf<TDoc>(IReadOnlyStoreOptions options, string property) =>
        ColumnIn<TDoc>(options, property) ?? throw new ArgumentException($"{typeof(TDoc).Name}.{property} has no column", nameof(property));

    private static string? ColumnIn<TDoc>(IReadOnlyStoreOptions options, string property) =>
        property.Equals("Id", StringComparison.OrdinalIgnoreCase)
            ? "id"
            : options
                .FindOrResolveDocumentType(typeof(TDoc))
                .DuplicatedFields.FirstOrDefault(f => f.Members[^1].Name == property)
                ?.ColumnName;

    internal static string ColumnOrFieldOf<TDoc>(IReadOnlyStoreOptions options, ParameterInfo parameter) =>
        ColumnIn<TDoc>(options, parameter.Name!) ?? FieldOf<TDoc>(options, parameter);

    private static string FieldOf<TDoc>(IReadOnlyStoreOptions options, ParameterInfo parameter)
    {
        var (name, type) = (parameter.Name!, Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);
        if (type != typeof(DateTimeOffset) && ColumnIn<TDoc>(options, name) is { } column)
            return column;
        // What is computed is not stored.
        if (typeof(TDoc).GetProperty(name) is not { CanWrite: true })
            throw new ArgumentException($"{typeof(TDoc).Name} has no {name} that is stored", nameof(parameter));
        if (type == typeof(string[]))
            return $"array(select jsonb_array_elements_text(data->'{JsonNamingPolicy.CamelCase.ConvertName(name)}'))";
        return $"(data->>'{JsonNamingPolicy.CamelCase.ConvertName(name)}')::{NpgsqlTypeOf(type)}";
    }

    private static string NpgsqlTypeOf(Type type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Double => "double precision",
            TypeCode.Int32 => "integer",
            TypeCode.Int64 => "bigint",
            TypeCode.Boolean => "boolean",
            TypeCode.String => "text",
            _ when type == typeof(DateTimeOffset) => "text",
            _ => throw new ArgumentException($"{type.Name} is read from columns only", nameof(type)),
        };
}
