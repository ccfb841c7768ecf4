using System.Globalization;
using DrEvents.Testing;
using DrEvents.Ven.Tests.Devices.Modbus;

namespace DrEvents.Ven.Tests.Devices.SunSpec;

/// <summary>A point of a published model.</summary>
internal sealed record PublishedPoint(int Model, string Name, int Offset, int Count, string Type, string Scale, bool IsWritable);

/// <summary>
/// The registers of a SunSpec device, built from the published models: marker, models, end. A point that a test does not name is not
/// implemented.
/// </summary>
internal sealed class SunSpecChain(int start = 40_000)
{
    private readonly List<int> _registers = [0x5375, 0x6E53];
    private readonly Dictionary<int, int> _addresses = [];

    public static ILookup<int, PublishedPoint> Published { get; } =
        File.ReadLines(Repository.PathOf("tests/DrEvents.Ven.Tests/Devices/SunSpec/published-points.txt"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' '))
            .Select(p => new PublishedPoint(Int(p[0]), p[1], Int(p[2]), Int(p[3]), p[4], p[5], p[6] == "rw"))
            .ToLookup(p => p.Model);

    /// <summary>Adds the first model, with names.</summary>
    public SunSpecChain Common(string manufacturer, string model, string serial) =>
        Model(1).Text(1, "Mn", manufacturer).Text(1, "Md", model).Text(1, "SN", serial);

    /// <summary>Adds a model with the raw values of points.</summary>
    public SunSpecChain Model(int id, params (string Name, int Raw)[] values)
    {
        var points = Published[id].ToList();
        var address = start + _registers.Count;
        _addresses[id] = address;
        var registers = new int[points.Max(p => p.Offset + p.Count)];
        foreach (var point in points)
            NotImplemented(point.Type, registers.AsSpan(point.Offset, point.Count));
        (registers[0], registers[1]) = (id, registers.Length - 2);
        foreach (var (name, raw) in values)
        {
            var point = points.Single(p => p.Name == name);
            for (var i = 0; i < point.Count; i++)
                registers[point.Offset + i] = (int)(((long)raw >> (16 * (point.Count - 1 - i))) & 0xFFFF);
        }
        _registers.AddRange(registers);
        return this;
    }

    /// <summary>Puts a text into a point of a model that is there.</summary>
    public SunSpecChain Text(int id, string name, string text)
    {
        var point = Published[id].Single(p => p.Name == name);
        var at = _addresses[id] - start + point.Offset;
        for (var i = 0; i < point.Count; i++)
            _registers[at + i] = (Letter(text, 2 * i) << 8) | Letter(text, (2 * i) + 1);
        return this;
    }

    /// <summary>The register of a point.</summary>
    public int AddressOf(int id, string name) => _addresses[id] + Published[id].Single(p => p.Name == name).Offset;

    /// <summary>As registers of a unit, with the end after the last model.</summary>
    public Registers Build(int unit = 1, Registers? others = null) =>
        (others ?? new Registers()).With(unit, "holding", start, [.. _registers, 0xFFFF, 0]);

    /// <summary>Without an end.</summary>
    public Registers BuildWithoutEnd() => new Registers().With(1, "holding", start, [.. _registers]);

    private static int Letter(string text, int at) => at < text.Length ? text[at] : 0;

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void NotImplemented(string type, Span<int> registers)
    {
        registers.Fill(type is "uint16" or "uint32" or "uint64" or "enum16" or "bitfield16" or "bitfield32" or "count" ? 0xFFFF : 0);
        if (type is "int16" or "int32" or "sunssf" or "pad")
            registers[0] = 0x8000;
    }
}
