namespace DrEvents.Ven.Devices.Meters;

/// <summary>The OBIS codes that the VEN takes out of an SML list: medium 1 (electricity), channel 0.</summary>
internal enum SmlCode
{
    Import = 0x01_08_00,
    Export = 0x02_08_00,
    Power = 0x10_07_00,
    AbsolutePower = 0x0F_07_00,
    PowerL1 = 0x24_07_00,
    PowerL2 = 0x38_07_00,
    PowerL3 = 0x4C_07_00,
}

/// <summary>A value of an SML list.</summary>
/// <param name="Number">In the unit of the list: W or Wh.</param>
/// <param name="Status">The status word beside it; null where there is none.</param>
internal readonly record struct SmlValue(double Number, long? Status);

/// <summary>Reads the messages of an SML file (version 1.04): bounded in depth and in elements, whatever the bytes say.</summary>
internal ref struct SmlFile
{
    private const int DepthMax = 8;
    private const int ElementsMax = 2048;
    private const int ListResponse = 0x701;
    private const int ListEntryLength = 7;
    private const int CodeLength = 6;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;
    private int _elements;

    private SmlFile(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    private enum Kind
    {
        Octets = 0,
        Flag = 4,
        Signed = 5,
        Unsigned = 6,
        List = 7,
    }

    /// <summary>The values of its lists; null where it is broken.</summary>
    public static IReadOnlyDictionary<SmlCode, SmlValue>? Read(ReadOnlySpan<byte> bytes)
    {
        var file = new SmlFile(bytes);
        var values = new Dictionary<SmlCode, SmlValue>();
        while (file._at < bytes.Length)
        {
            // Between messages some meters fill up.
            if (bytes[file._at] == 0)
            {
                file._at++;
                continue;
            }
            if (!file.ReadMessage(values))
                return null;
        }
        return values;
    }

    /// <summary>A message: transaction, group, what to do on errors, body, checksum, end.</summary>
    private bool ReadMessage(Dictionary<SmlCode, SmlValue> values)
    {
        if (!Next(out var kind, out var length) || kind != Kind.List || length != 6)
            return false;
        if (!Skip(3, 1) || !Next(out kind, out length) || kind != Kind.List || length != 2 || ReadNumber() is not { } choice)
            return false;
        if (!(choice == ListResponse ? ReadListResponse(values) : Skip(1, 2)))
            return false;
        // The message's own checksum, and the byte that ends it.
        if (!Skip(1, 1) || _at >= _bytes.Length || _bytes[_at] != 0)
            return false;
        _at++;
        return true;
    }

    /// <summary>The answer of a list: client, server, name, time, entries, signature, gateway's time.</summary>
    private bool ReadListResponse(Dictionary<SmlCode, SmlValue> values)
    {
        if (!Next(out var kind, out var length) || kind != Kind.List || length != 7)
            return false;
        if (!Skip(4, 3) || !Next(out kind, out length) || kind != Kind.List)
            return false;
        for (var i = 0; i < length; i++)
        {
            if (!ReadEntry(values))
                return false;
        }
        return Skip(2, 3);
    }

    /// <summary>An entry: code, status, time, unit, power of ten, value, signature.</summary>
    private bool ReadEntry(Dictionary<SmlCode, SmlValue> values)
    {
        if (!Next(out var kind, out var length) || kind != Kind.List || length != ListEntryLength)
            return false;
        if (!Next(out kind, out length) || kind != Kind.Octets)
            return false;
        var code = _bytes.Slice(_at, length);
        _at += length;
        SmlCode? known =
            length == CodeLength && code[0] == 1 && code[1] == 0 && code[5] == 0xFF
                ? (SmlCode)((code[2] << 16) | (code[3] << 8) | code[4])
                : null;
        if (!TryNumber(out var status) || !Skip(2, 4) || !TryNumber(out var scale) || !TryNumber(out var number) || !Skip(1, 4))
            return false;
        if (known is { } name && Enum.IsDefined(name) && number is { } value && scale is null or (>= -12 and <= 12))
            values[name] = new SmlValue(value * Math.Pow(10, scale ?? 0), status);
        return true;
    }

    /// <summary>A number; null for what is none. False where the bytes end within it.</summary>
    private bool TryNumber(out long? number)
    {
        number = null;
        var start = _at;
        if (!Next(out var kind, out var length))
            return false;
        if (kind is not (Kind.Signed or Kind.Unsigned) || length is < 1 or > 8)
        {
            _at = start;
            return Skip(1, 4);
        }
        // Meters leave out leading bytes; those of a signed number repeat its sign.
        long value = kind == Kind.Signed && (_bytes[_at] & 0x80) != 0 ? -1 : 0;
        for (var i = 0; i < length; i++)
            value = (value << 8) | _bytes[_at + i];
        _at += length;
        number = value;
        return true;
    }

    private long? ReadNumber() => TryNumber(out var number) ? number : null;

    private bool Skip(int count, int depth)
    {
        for (var i = 0; i < count; i++)
        {
            if (depth > DepthMax || !Next(out var kind, out var length))
                return false;
            if (kind != Kind.List)
                _at += length;
            else if (!Skip(length, depth + 1))
                return false;
        }
        return true;
    }

    /// <summary>
    /// The next element: its kind, and how many bytes or, for a list, elements follow. Those of anything but a list are all there.
    /// </summary>
    private bool Next(out Kind kind, out int length)
    {
        (kind, length) = (Kind.Octets, 0);
        if (_at >= _bytes.Length || ++_elements > ElementsMax)
            return false;
        var first = _bytes[_at++];
        kind = (Kind)((first >> 4) & 7);
        length = first & 0x0F;
        var header = 1;
        for (var more = (first & 0x80) != 0; more; )
        {
            if (_at >= _bytes.Length || ++header > 3)
                return false;
            var next = _bytes[_at++];
            length = (length << 4) | (next & 0x0F);
            more = (next & 0x80) != 0;
        }
        if (kind == Kind.List)
            return length <= ElementsMax;
        // The length of anything but a list counts its own header.
        length -= header;
        return length >= 0 && length <= _bytes.Length - _at && kind is Kind.Octets or Kind.Flag or Kind.Signed or Kind.Unsigned;
    }
}
