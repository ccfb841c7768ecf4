using System.Text.Json.Nodes;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Devices.Modbus.Maps;

namespace DrEvents.Ven.Web.Commissioning;

/// <summary>
/// What the page does not take of a device: which files of this machine the VEN reads for it. Whoever is paired may change the home, and is no
/// user of the machine; a secret of another device, sent to an address of his own, would be his.
/// </summary>
internal static class PageFields
{
    private const string FileSuffix = "File";
    private const string MapField = "map";
    private const string AddressField = "address";
    private const string SerialBegin = "serial:";
    private const string LinesFolder = "/dev/";

    /// <summary>Looks at the fields of a device.</summary>
    /// <exception cref="InvalidDataException">One of them names a file.</exception>
    public static void Check(JsonObject fields)
    {
        foreach (var (field, text) in FieldTexts.Of(fields))
        {
            var name = field[(field.LastIndexOf('.') + 1)..];
            if (name == SecretFile.Field)
                throw new InvalidDataException($"{field}: the page takes no path of a secret; the secret itself is said in secrets");
            if (IsOfFile(name) || (name == MapField && text is not null && !ShippedMaps.Names.Contains(text)) || IsOtherLine(name, text))
                throw new InvalidDataException(
                    $"{field}: is the path of a file of this machine, which the page does not take: add the device by drevents-ven device add"
                );
        }
    }

    // Names of this project's; headers of HTTP are written otherwise.
    private static bool IsOfFile(string name) =>
        name.EndsWith(FileSuffix, StringComparison.Ordinal) && char.IsAsciiLetterLower(name[0]) && name.All(char.IsAsciiLetter);

    private static bool IsOtherLine(string name, string? text) =>
        name == AddressField
        && text is not null
        && text.StartsWith(SerialBegin, StringComparison.Ordinal)
        && (!text.StartsWith(SerialBegin + LinesFolder, StringComparison.Ordinal) || text.Contains("..", StringComparison.Ordinal));
}
