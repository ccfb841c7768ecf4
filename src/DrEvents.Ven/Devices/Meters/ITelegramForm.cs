namespace DrEvents.Ven.Devices.Meters;

/// <summary>How a kind of meter that speaks by itself writes its telegrams.</summary>
internal interface ITelegramForm
{
    /// <summary>Bytes of the longest telegram; more without an end are noise.</summary>
    int LengthMax { get; }

    /// <summary>
    /// The first telegram in the bytes: where it begins and ends. Without one <c>End</c> is 0, and what is before <c>Begin</c> is noise.
    /// </summary>
    (int Begin, int End) Find(ReadOnlySpan<byte> bytes);

    /// <summary>What a telegram says, or what is wrong with it.</summary>
    (MeterReading? Reading, string? Error) Read(ReadOnlySpan<byte> telegram);
}
