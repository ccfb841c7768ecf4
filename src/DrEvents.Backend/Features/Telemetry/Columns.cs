using MessagePack;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Columns as MessagePack: numbers as they are, as steps from row to row, or as steps of the steps, whichever is shortest.</summary>
internal static class Columns
{
    private const int OrdersMax = 3;

    private enum Form
    {
        /// <summary>One value, the same in all rows.</summary>
        Constant,

        /// <summary>A value for each row.</summary>
        Values,

        /// <summary>Whole numbers; the forms after it are their steps, and the steps of these.</summary>
        Numbers,
    }

    public delegate void WriteValue<in T>(ref MessagePackWriter writer, T value);

    public delegate T ReadValue<out T>(ref MessagePackReader reader);

    public static void Write<T>(ref MessagePackWriter writer, IReadOnlyList<T> values, WriteValue<T> write)
    {
        var isConstant = IsConstant(values);
        writer.Write((int)(isConstant ? Form.Constant : Form.Values));
        for (var i = 0; i < (isConstant ? 1 : values.Count); i++)
            write(ref writer, values[i]);
    }

    public static T[] Read<T>(ref MessagePackReader reader, int count, ReadValue<T> read)
    {
        var values = new T[count];
        if (FormOf(ref reader) == Form.Constant)
        {
            Array.Fill(values, read(ref reader));
            return values;
        }
        for (var i = 0; i < count; i++)
            values[i] = read(ref reader);
        return values;
    }

    public static void WriteNumbers(ref MessagePackWriter writer, long[] numbers)
    {
        var order = ShortestOrder(numbers);
        writer.Write((int)Form.Numbers + order);
        Span<long> before = stackalloc long[OrdersMax];
        foreach (var number in numbers)
        {
            Step(number, before);
            writer.Write(before[order]);
        }
    }

    public static long[] ReadNumbers(ref MessagePackReader reader, int count) =>
        ReadNumbers(ref reader, count, (int)FormOf(ref reader) - (int)Form.Numbers);

    public static void WriteCells(ref MessagePackWriter writer, IReadOnlyList<Cell> cells)
    {
        if (cells.All(c => c.IsNumber) && !IsConstant(cells))
            WriteNumbers(ref writer, [.. cells.Select(c => c.Number)]);
        else
            Write(ref writer, cells, (ref MessagePackWriter raw, Cell cell) => raw.WriteRaw(cell.Bytes.Span));
    }

    public static CellColumn ReadCells(ref MessagePackReader reader, int count)
    {
        var form = FormOf(ref reader);
        if (form >= Form.Numbers)
            return new CellColumn(ReadNumbers(ref reader, count, (int)form - (int)Form.Numbers), []);
        var values = new ReadOnlyMemory<byte>[form == Form.Constant ? 1 : count];
        for (var i = 0; i < values.Length; i++)
        {
            var raw = reader.ReadRaw();
            values[i] = raw.First;
        }
        return new CellColumn(null, values);
    }

    private static bool IsConstant<T>(IReadOnlyList<T> values) =>
        values.Count > 0 && values.All(v => EqualityComparer<T>.Default.Equals(v, values[0]));

    private static Form FormOf(ref MessagePackReader reader)
    {
        var form = reader.ReadInt32();
        return form is >= 0 and < (int)Form.Numbers + OrdersMax
            ? (Form)form
            : throw new MessagePackSerializationException($"a column of the unknown form {form}");
    }

    private static long[] ReadNumbers(ref MessagePackReader reader, int count, int order)
    {
        if (order < 0)
            throw new MessagePackSerializationException("a column that is none of numbers");
        var numbers = new long[count];
        Span<long> before = stackalloc long[OrdersMax];
        for (var i = 0; i < count; i++)
        {
            var value = reader.ReadInt64();
            for (var o = order; o > 0; o--)
            {
                before[o] = value;
                value = unchecked(value + before[o - 1]);
            }
            before[0] = value;
            numbers[i] = value;
        }
        return numbers;
    }

    private static int ShortestOrder(long[] numbers)
    {
        Span<long> before = stackalloc long[OrdersMax];
        Span<long> lengths = stackalloc long[OrdersMax];
        foreach (var number in numbers)
        {
            Step(number, before);
            for (var o = 0; o < OrdersMax; o++)
                lengths[o] += MessagePackWriter.GetEncodedLength(before[o]);
        }
        return lengths.IndexOf(Math.Min(lengths[0], Math.Min(lengths[1], lengths[2])));
    }

    /// <summary>The number, its step from the one before, and the step of that step. What overflows comes back the same way.</summary>
    private static void Step(long number, Span<long> before)
    {
        for (var o = 0; o < OrdersMax; o++)
            (before[o], number) = (number, unchecked(number - before[o]));
    }
}

/// <summary>A value of MessagePack that has no parts.</summary>
/// <param name="IsNumber">Whether it is a whole number in its shortest form, so that the number alone says all of it.</param>
internal readonly record struct Cell(ReadOnlyMemory<byte> Bytes, bool IsNumber, long Number)
{
    public bool Equals(Cell other) => Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => Bytes.Length;
}

/// <summary>A column of cells, read: numbers, or values of which there may be only one for all rows.</summary>
internal readonly record struct CellColumn(long[]? Numbers, ReadOnlyMemory<byte>[] Values)
{
    public void Write(ref MessagePackWriter writer, int row)
    {
        if (Numbers is { } numbers)
            writer.Write(numbers[row]);
        else
            writer.WriteRaw((Values.Length == 1 ? Values[0] : Values[row]).Span);
    }
}
