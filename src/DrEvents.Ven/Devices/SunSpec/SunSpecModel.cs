using System.Globalization;

namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>What the VEN knows of a SunSpec model: the points that it needs, with their places in the registers.</summary>
/// <param name="Id">The model's number.</param>
/// <param name="Points">Its points by name.</param>
internal sealed record SunSpecModel(int Id, IReadOnlyDictionary<string, SunSpecPoint> Points)
{
    /// <summary>Registers from the ID on that hold all of them.</summary>
    public int Count { get; } = Points.Values.Max(p => p.Offset + p.Count);

    /// <summary>
    /// A model from the words of a table: <c>name:type:offset</c>, after it <c>:scale</c> where it has one, and <c>!</c> at the end for what may be
    /// written.
    /// </summary>
    public static SunSpecModel Parse(int id, string table) =>
        new(
            id,
            table
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(Point)
                .ToDictionary(p => p.Name, StringComparer.Ordinal)
        );

    private static SunSpecPoint Point(string word)
    {
        var parts = word.TrimEnd('!').Split(':');
        var (type, count) = parts[1] switch
        {
            "s16" => (SunSpecType.S16, 1),
            "u16" => (SunSpecType.U16, 1),
            "s32" => (SunSpecType.S32, 2),
            "u32" => (SunSpecType.U32, 2),
            "u64" => (SunSpecType.U64, 4),
            "a32" => (SunSpecType.Acc32, 2),
            "e16" => (SunSpecType.Enum16, 1),
            "sf" => (SunSpecType.Scale, 1),
            var text => (SunSpecType.Text, int.Parse(text.AsSpan(1), CultureInfo.InvariantCulture)),
        };
        return new SunSpecPoint(
            parts[0],
            type,
            int.Parse(parts[2], CultureInfo.InvariantCulture),
            count,
            parts.Length > 3 ? parts[3] : null,
            word.EndsWith('!')
        );
    }
}
