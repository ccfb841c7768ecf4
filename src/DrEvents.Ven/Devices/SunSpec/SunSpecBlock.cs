using System.Text;

namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>A model of a device, and where its registers are.</summary>
/// <param name="Id">The model's number.</param>
/// <param name="Address">The register of its ID.</param>
/// <param name="Length">Registers after ID and length.</param>
internal readonly record struct SunSpecEntry(int Id, int Address, int Length);

/// <summary>A number to be written into a point.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="Number">In its unit.</param>
/// <param name="IsOptional">Whether a device may do without it.</param>
internal readonly record struct SunSpecWrite(string Name, double Number, bool IsOptional = false);

/// <summary>The registers of one model, as they were at one moment.</summary>
internal sealed class SunSpecBlock(SunSpecEntry entry, SunSpecModel model, ushort[] registers)
{
    private const int ModuleLength = 20;
    private const int ModulesBegin = 10;

    /// <summary>Which model this is, and where.</summary>
    public SunSpecEntry Entry => entry;

    /// <summary>A number in its unit; null where the device has not implemented it.</summary>
    public double? Number(string name)
    {
        var point = model.Points[name];
        if (Raw(point) is not { } raw)
            return null;
        return point.ScaleName is { } scale ? raw * Math.Pow(10, Raw(model.Points[scale]) ?? 0) : raw;
    }

    /// <summary>A text without what fills it up; empty where the device has none.</summary>
    public string Text(string name) => Text(model.Points[name].Offset, model.Points[name].Count);

    /// <summary>A writable point with the raw value for a number, rounded down to the device's steps.</summary>
    /// <exception cref="DeviceException">The device does not tell the point or its scale now: what would be written is not known.</exception>
    public (SunSpecPoint Point, double Raw) Writing(SunSpecWrite write)
    {
        var point = model.Points[write.Name];
        if (!point.IsWritable)
            throw new InvalidOperationException($"{write.Name} of model {model.Id} is never written.");
        var scale = point.ScaleName is { } scaleName ? Raw(model.Points[scaleName]) : 0;
        if (Raw(point) is null || scale is null)
            throw new DeviceException(
                DeviceState.Refused,
                $"the device does not tell {(scale is null ? point.ScaleName : write.Name)} of model {model.Id}: it is not written"
            );
        var (min, max) = point.Range;
        return (point, Math.Clamp(Math.Floor((write.Number / Math.Pow(10, scale.Value)) + 1e-9), min, max));
    }

    /// <summary>Whether a point has a scale: a power or a share, and no timer or switch.</summary>
    public bool IsScaled(string name) => model.Points[name].ScaleName is not null;

    /// <summary>The smallest step of a number.</summary>
    public double Step(string name) => Math.Pow(10, Raw(model.Points[model.Points[name].ScaleName!]) ?? 0);

    /// <summary>Raw value of a point; null where it is not implemented, or not within what the device has of this model.</summary>
    public double? Raw(SunSpecPoint point) =>
        point.Offset + point.Count <= registers.Length && point.Type != SunSpecType.Text
            ? point.NumberOf(registers.AsSpan(point.Offset, point.Count))
            : null;

    /// <summary>The inputs of model 160, each with its name and its power in W.</summary>
    public IEnumerable<(string Name, double? PowerW)> Modules()
    {
        var count = Math.Min((int)(Number("N") ?? 0), (registers.Length - ModulesBegin) / ModuleLength);
        var scale = Math.Pow(10, Number("DCW_SF") ?? 0);
        for (var i = 0; i < count; i++)
        {
            var at = ModulesBegin + (i * ModuleLength);
            var raw = registers[at + 11];
            yield return (Text(at + 1, 8), raw == ushort.MaxValue ? null : raw * scale);
        }
    }

    private string Text(int offset, int count)
    {
        if (offset + count > registers.Length)
            return "";
        var text = new StringBuilder(2 * count);
        foreach (var register in registers.AsSpan(offset, count))
        {
            foreach (var character in (ReadOnlySpan<char>)[(char)(register >> 8), (char)(register & 0xFF)])
            {
                if (character == '\0')
                    return text.ToString().Trim();
                if (character is >= ' ' and <= '~')
                    text.Append(character);
            }
        }
        return text.ToString().Trim();
    }
}
