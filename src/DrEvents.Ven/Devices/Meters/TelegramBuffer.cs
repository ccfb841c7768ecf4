namespace DrEvents.Ven.Devices.Meters;

/// <summary>Cuts telegrams out of the bytes of a line. It never holds more than one telegram and what came with its end.</summary>
internal sealed class TelegramBuffer(ITelegramForm form)
{
    private readonly byte[] _bytes = new byte[2 * form.LengthMax];
    private int _count;

    /// <summary>Room for the next bytes.</summary>
    public Memory<byte> Room => _bytes.AsMemory(_count);

    /// <summary>Forgets all.</summary>
    public void Clear() => _count = 0;

    /// <summary>Says that so many bytes were put into <see cref="Room"/>.</summary>
    public void Added(int count) => _count += count;

    /// <summary>Takes the next telegram out; empty where none is whole yet.</summary>
    public byte[] Take()
    {
        while (true)
        {
            var (begin, end) = form.Find(_bytes.AsSpan(0, _count));
            var telegram = end > 0 ? _bytes[begin..end] : [];
            Drop(end > 0 ? end : begin);
            if (end > 0)
                return telegram;
            if (begin == 0)
                break;
        }
        // A beginning without an end that fills all room is none.
        if (_count >= form.LengthMax)
            Drop(_count);
        return [];
    }

    private void Drop(int count)
    {
        _bytes.AsSpan(count, _count - count).CopyTo(_bytes);
        _count -= count;
    }
}
