namespace DrEvents.Backend.Features.Telemetry;

/// <summary>
/// MessagePack values, column by column. Rows of the same shape form a table; a row that is no MessagePack in its shortest form is written as
/// it is. So nothing here knows what a sample is made of, and a later form of samples needs no later form of this.
/// </summary>
internal static class PackedRows
{
    private const int Absent = -2;
    private const int AsItIs = -1;
    private const int NumberBytesMax = 1 + sizeof(long);

    /// <summary>Stands in a shape for a value; MessagePack never uses it.</summary>
    private const byte Value = 0xC1;

    public static void Write(ref MessagePackWriter writer, IReadOnlyList<byte[]?> rows)
    {
        var tables = new OrderedDictionary<string, List<Cell[]>>(StringComparer.Ordinal);
        var places = new long[rows.Count];
        var cells = new List<Cell>();
        var shape = new ArrayBufferWriter<byte>();
        for (var i = 0; i < places.Length; i++)
        {
            if (rows[i] is not { } row)
            {
                places[i] = Absent;
                continue;
            }
            cells.Clear();
            shape.ResetWrittenCount();
            if (!TakeApart(row, shape, cells))
            {
                places[i] = AsItIs;
                continue;
            }
            tables.TryAdd(Convert.ToHexString(shape.WrittenSpan), [], out var place);
            places[i] = place;
            tables.GetAt(place).Value.Add([.. cells]);
        }

        Columns.WriteNumbers(ref writer, places);
        writer.WriteArrayHeader(tables.Count);
        foreach (var (shapeAsHex, table) in tables)
        {
            writer.Write(Convert.FromHexString(shapeAsHex));
            writer.WriteArrayHeader(table[0].Length);
            for (var c = 0; c < table[0].Length; c++)
                Columns.WriteCells(ref writer, table.ConvertAll(row => row[c]));
        }
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] == AsItIs)
                writer.Write(rows[i]);
        }
    }

    public static byte[]?[] Read(ref MessagePackReader reader, int count)
    {
        var places = Columns.ReadNumbers(ref reader, count);
        var tables = new (byte[] Shape, CellColumn[] Columns, int Row)[reader.ReadArrayHeader()];
        for (var t = 0; t < tables.Length; t++)
        {
            var shape = reader.ReadBytes()?.ToArray() ?? throw new MessagePackSerializationException("a table without its shape");
            var rows = places.Count(p => p == t);
            var columns = new CellColumn[reader.ReadArrayHeader()];
            for (var c = 0; c < columns.Length; c++)
                columns[c] = Columns.ReadCells(ref reader, rows);
            tables[t] = (shape, columns, 0);
        }
        var values = new byte[]?[count];
        var buffer = new ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
        {
            if (places[i] == AsItIs)
                values[i] = reader.ReadBytes()?.ToArray();
            else if (places[i] != Absent)
                values[i] = PutTogether(ref tables[places[i]], buffer);
        }
        return values;
    }

    private static bool TakeApart(byte[] row, ArrayBufferWriter<byte> shape, List<Cell> cells)
    {
        var reader = new MessagePackReader(row);
        try
        {
            for (var missing = 1L; missing > 0; missing--)
            {
                var start = (int)reader.Consumed;
                var type = reader.NextMessagePackType;
                if (type is MessagePackType.Array or MessagePackType.Map)
                {
                    missing += type == MessagePackType.Array ? reader.ReadArrayHeader() : 2L * reader.ReadMapHeader();
                    shape.Write(row.AsSpan(start, (int)reader.Consumed - start));
                    continue;
                }
                reader.Skip();
                shape.Write([Value]);
                cells.Add(CellOf(row.AsMemory(start, (int)reader.Consumed - start), type));
            }
            return reader.End;
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or OverflowException)
        {
            return false;
        }
    }

    private static Cell CellOf(ReadOnlyMemory<byte> bytes, MessagePackType type)
    {
        if (type != MessagePackType.Integer || bytes.Span is [MessagePackCode.UInt64, >= 0x80, ..])
            return new Cell(bytes, IsNumber: false, 0);
        Span<byte> shortest = stackalloc byte[NumberBytesMax];
        var isShortest =
            MessagePackPrimitives.TryReadInt64(bytes.Span, out var number, out _) == MessagePackPrimitives.DecodeResult.Success
            && MessagePackPrimitives.TryWrite(shortest, number, out var length)
            && bytes.Span.SequenceEqual(shortest[..length]);
        return new Cell(bytes, isShortest, number);
    }

    private static byte[] PutTogether(ref (byte[] Shape, CellColumn[] Columns, int Row) table, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        var writer = new MessagePackWriter(buffer);
        var column = 0;
        for (var i = 0; i < table.Shape.Length; )
        {
            var length = table.Shape[i] switch
            {
                Value => 0,
                MessagePackCode.Array16 or MessagePackCode.Map16 => 1 + sizeof(ushort),
                MessagePackCode.Array32 or MessagePackCode.Map32 => 1 + sizeof(uint),
                _ => 1,
            };
            if (length == 0)
                table.Columns[column++].Write(ref writer, table.Row);
            else
                writer.WriteRaw(table.Shape.AsSpan(i, length));
            i += Math.Max(1, length);
        }
        writer.Flush();
        table.Row++;
        return buffer.WrittenSpan.ToArray();
    }
}
