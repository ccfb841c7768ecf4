using System.Data.Common;
using System.Linq.Expressions;
using NpgsqlTypes;

namespace DrEvents.Backend.Store;

/// <summary>Runs statements with their values, <c>$1</c> being the first.</summary>
internal static class Statements
{
    /// <summary>The rows as records, whose parameters are the columns, or as the values of their only column.</summary>
    public static Task<List<T>> ListAsync<T>(this IQuerySession session, string sql, object[] values, CancellationToken cancellation) =>
        session.ListAsync(sql, values, RowReader<T>.Read, cancellation);

    /// <summary>The rows whose only column is JSON.</summary>
    public static Task<List<T>> JsonAsync<T>(this IQuerySession session, string sql, object[] values, CancellationToken cancellation) =>
        session.ListAsync(sql, values, row => session.DocumentStore.Options.Serializer().FromJson<T>(row, 0), cancellation);

    private static async Task<List<T>> ListAsync<T>(
        this IQuerySession session,
        string sql,
        object[] values,
        Func<DbDataReader, T> read,
        CancellationToken cancellation
    )
    {
        var list = new List<T>();
        await using var command = Command(sql, values);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            list.Add(read(reader));
        return list;
    }

    /// <summary>The first row; the default of its type where there is none, or no value.</summary>
    public static async Task<T?> FirstAsync<T>(this IQuerySession session, string sql, object[] values, CancellationToken cancellation) =>
        await session.ListAsync(sql, values, RowReader<T?>.Read, cancellation) is [var first, ..] ? first : default;

    /// <summary>The rows as they are asked for; the session can do nothing else meanwhile.</summary>
    public static async IAsyncEnumerable<T> RowsAsync<T>(
        this IQuerySession session,
        string sql,
        object[] values,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var command = Command(sql, values);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            yield return RowReader<T>.Read(reader);
    }

    public static async Task ExecuteAsync(this IDocumentSession session, string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = Command(sql, values);
        await session.ExecuteAsync(command, cancellation);
    }

    /// <summary>An array of texts that may be missing; PostgreSQL has to know its type all the same.</summary>
    public static NpgsqlParameter Texts(string[]? values) =>
        new() { Value = (object?)values ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }
}

/// <summary>Reads a row as a record, by the order of its parameters, or as the value of its first column.</summary>
internal static class RowReader<T>
{
    public static readonly Func<DbDataReader, T> Read = Compiled();

    private static Func<DbDataReader, T> Compiled()
    {
        var reader = Expression.Parameter(typeof(DbDataReader));
        var isRecord = typeof(T).Namespace != nameof(System) || typeof(T).IsAssignableTo(typeof(ITuple));
        Expression row = isRecord ? Record(typeof(T), reader) : Value(typeof(T), reader, 0);
        return Expression.Lambda<Func<DbDataReader, T>>(row, reader).Compile();
    }

    private static NewExpression Record(Type type, Expression reader)
    {
        var constructor = type.GetConstructors()[0];
        return Expression.New(constructor, constructor.GetParameters().Select((p, i) => Value(p.ParameterType, reader, i)));
    }

    private static MethodCallExpression Value(Type type, Expression reader, int column)
    {
        var inner = Nullable.GetUnderlyingType(type);
        var getter = inner is null ? nameof(ValueOf) : nameof(NullableValueOf);
        return Expression.Call(typeof(RowReader<T>), getter, [inner ?? type], reader, Expression.Constant(column));
    }

    private static TValue? ValueOf<TValue>(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? default : Value<TValue>(reader, column);

    private static TValue? NullableValueOf<TValue>(DbDataReader reader, int column)
        where TValue : struct => reader.IsDBNull(column) ? null : Value<TValue>(reader, column);

    /// <summary>A time may be text, out of a document: PostgreSQL's own are of whole microseconds.</summary>
    private static TValue Value<TValue>(DbDataReader reader, int column) =>
        typeof(TValue) == typeof(DateTimeOffset) && reader.GetFieldType(column) == typeof(string)
            ? (TValue)(object)DateTimeOffset.Parse(reader.GetString(column), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : reader.GetFieldValue<TValue>(column);
}
