namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Columns as MessagePack: numbers as they are, as steps from row to row, or as steps of the steps, whichever is shortest.</summary>
internal static class Columns
{
    private const int OrdersMax = 3;

    // The forms: one value for all rows, a value for each, and whole numbers, after which come their steps and the steps of these.
    private const int Constant = 0;
    private const int Values = 1;
    private const int Numbers = 2;

    public static void Write<T>(ref MessagePackWriter writer, IReadOnlyList<T> values)
    {
        foreach (var value in Begin(ref writer, values))
            MessagePackSerializer.Serialize(ref writer, value, MessagePackSerializerOptions.Standard);
    }

    public static T?[] Read<T>(ref MessagePackReader reader, int count)
    {
        var isConstant = FormOf(ref reader) == Constant;
        var values = new T?[count];
        for (var i = 0; i < count; i++)
            values[i] =
                isConstant && i > 0 ? values[0] : MessagePackSerializer.Deserialize<T?>(ref reader, MessagePackSerializerOptions.Standard);
        return values;
    }

    public static void WriteNumbers(ref MessagePackWriter writer, long[] numbers)
    {
        var order = ShortestOrder(numbers);
        writer.Write(Numbers + order);
        Span<long> before = stackalloc long[OrdersMax];
        foreach (var number in numbers)
        {
            Step(number, before);
            writer.Write(before[order]);
        }
    }

    public static long[] ReadNumbers(ref MessagePackReader reader, int count) =>
        ReadNumbers(ref reader, count, FormOf(ref reader) - Numbers);

    public static void WriteCells(ref MessagePackWriter writer, IReadOnlyList<Cell> cells)
    {
        if (cells.All(c => c.IsNumber) && !IsConstant(cells))
        {
            WriteNumbers(ref writer, [.. cells.Select(c => c.Number)]);
            return;
        }
        foreach (var cell in Begin(ref writer, cells))
            writer.WriteRaw(cell.Bytes.Span);
    }

    public static CellColumn ReadCells(ref MessagePackReader reader, int count)
    {
        var form = FormOf(ref reader);
        if (form >= Numbers)
            return new CellColumn(ReadNumbers(ref reader, count, form - Numbers), []);
        var values = new ReadOnlyMemory<byte>[form == Constant ? 1 : count];
        for (var i = 0; i < values.Length; i++)
        {
            var raw = reader.ReadRaw();
            values[i] = raw.First;
        }
        return new CellColumn(null, values);
    }

    /// <summary>Writes the form, and returns the values that follow it.</summary>
    private static IEnumerable<T> Begin<T>(ref MessagePackWriter writer, IReadOnlyList<T> values)
    {
        var isConstant = IsConstant(values);
        writer.Write(isConstant ? Constant : Values);
        return isConstant ? values.Take(1) : values;
    }

    private static bool IsConstant<T>(IReadOnlyList<T> values) =>
        values.Count > 0 && values.All(v => EqualityComparer<T>.Default.Equals(v, values[0]));

    private static int FormOf(ref MessagePackReader reader)
    {
        var form = reader.ReadInt32();
        return form is >= 0 and < Numbers + OrdersMax
            ? form
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
