using System.Globalization;
using System.Xml;
using DrEvents.Measurement.Meters;

namespace DrEvents.Measurement.Files;

/// <summary>
/// Green Button, the ESPI XML of NAESB REQ.21: the interval readings of one kind in one file. Read as a stream; a document type, and with it every
/// entity, is refused.
/// </summary>
internal static class GreenButton
{
    /// <summary>Units of a reading by their number in ESPI (uom): power in W, energy in Wh.</summary>
    private const long Watt = 38;
    private const long WattHour = 72;

    /// <summary>Flow from the site to the grid (flowDirection).</summary>
    private const long Reverse = 19;

    /// <summary>What a value is (accumulationBehaviour): 4 is what came in the interval; 0, or none, is not said.</summary>
    private const long Delta = 4;
    private const long CharactersMost = 2_000_000_000;
    private const int DepthMost = 64;

    /// <param name="LengthS">Length of an interval, for readings that do not say theirs.</param>
    private sealed record Kind(long Unit, long PowerOfTen, long Flow, long? LengthS);

    private readonly record struct Raw(long Line, long Start, long? DurationS, long? Value);

    public static (List<Row> Rows, int IntervalMinutes) Read(InputFile file)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = CharactersMost,
            IgnoreComments = true,
            IgnoreWhitespace = true,
        };
        using var stream = file.Open();
        using var xml = XmlReader.Create(stream, settings);
        try
        {
            return Read(file, xml);
        }
        catch (XmlException e)
        {
            // Of a document type the library says no line; and its sentence goes on with what programmers might do.
            var line = e.LineNumber > 0 ? e.LineNumber : LineOf(file, "<!DOCTYPE");
            throw new BadFileException(file.Name, line, "xml", e.Message.Split(" Line ")[0].Split(". ")[0].TrimEnd('.'));
        }
    }

    private static long LineOf(InputFile file, string text)
    {
        using var reader = new StreamReader(file.Open());
        var (line, matched) = (1L, 0);
        for (int next; matched < text.Length && (next = reader.Read()) >= 0; )
        {
            matched =
                next == text[matched] ? matched + 1
                : next == text[0] ? 1
                : 0;
            if (next == '\n')
                line++;
        }
        return line;
    }

    private static (List<Row>, int) Read(InputFile file, XmlReader xml)
    {
        var line = 1L;
        Kind? kind = null;
        var raw = new List<Raw>();
        while (xml.Read())
        {
            line = ((IXmlLineInfo)xml).LineNumber;
            if (xml.Depth > DepthMost)
                throw new BadFileException(file.Name, line, "xml", $"is nested more than {DepthMost} deep");
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "ReadingType")
            {
                var fields = Of(file, xml, ["uom", "powerOfTenMultiplier", "flowDirection", "intervalLength", "accumulationBehaviour"]);
                var found = new Kind(
                    fields.GetValueOrDefault("uom")
                        ?? throw new BadFileException(file.Name, line, "uom", $"is missing: {Watt} (W) or {WattHour} (Wh)"),
                    fields.GetValueOrDefault("powerOfTenMultiplier") ?? 0,
                    fields.GetValueOrDefault("flowDirection") ?? 1,
                    fields.GetValueOrDefault("intervalLength")
                );
                if (found.Unit is not (Watt or WattHour))
                    throw new BadFileException(file.Name, line, "uom", $"{found.Unit} is neither {Watt} (W) nor {WattHour} (Wh)");
                if (fields.GetValueOrDefault("accumulationBehaviour") is { } behaviour and not (0 or Delta))
                    throw new BadFileException(
                        file.Name,
                        line,
                        "accumulationBehaviour",
                        $"{behaviour}{Named(behaviour)} is not what an interval holds, which is {Delta} (delta data) or not said"
                    );
                if (found.PowerOfTen is < -12 or > 12)
                    throw new BadFileException(file.Name, line, "powerOfTenMultiplier", $"{found.PowerOfTen} is not from -12 to 12");
                if (kind is not null && kind != found)
                    throw new BadFileException(
                        file.Name,
                        line,
                        "ReadingType",
                        "is another than the one before; a file holds readings of one kind"
                    );
                kind = found;
            }
            else if (xml.LocalName == "IntervalReading")
            {
                var fields = Of(file, xml, ["start", "duration", "value"]);
                if (raw.Count == MeterFile.ReadingsMost)
                    throw new BadFileException(file.Name, line, "IntervalReading", $"is more than {MeterFile.ReadingsMost} readings");
                raw.Add(
                    new Raw(
                        line,
                        fields.GetValueOrDefault("start")
                            ?? throw new BadFileException(file.Name, line, "start", "is missing in an IntervalReading"),
                        fields.GetValueOrDefault("duration"),
                        fields.GetValueOrDefault("value")
                    )
                );
            }
        }
        if (raw.Count == 0)
            throw new BadFileException(file.Name, line, "IntervalReading", "there is none");
        return kind is null
            ? throw new BadFileException(file.Name, raw[0].Line, "ReadingType", "is missing: it says the unit (uom) of the readings")
            : Scaled(file, raw, kind);
    }

    private static string Named(long behaviour) =>
        behaviour switch
        {
            1 => " (bulk quantity)",
            2 => " (continuous cumulative)",
            3 => " (cumulative)",
            6 => " (indicating)",
            9 => " (summation)",
            12 => " (instantaneous)",
            _ => "",
        };

    private static (List<Row>, int) Scaled(InputFile file, List<Raw> raw, Kind kind)
    {
        var durationS =
            raw[0].DurationS
            ?? kind.LengthS
            ?? throw new BadFileException(file.Name, raw[0].Line, "duration", "is missing, and no ReadingType has an intervalLength");
        if (durationS % 60 != 0 || !MeterSeries.Lengths.Contains((int)Math.Clamp(durationS / 60, 0, int.MaxValue)))
            throw new BadFileException(
                file.Name,
                raw[0].Line,
                "duration",
                $"{durationS} s is no interval of {string.Join(", ", MeterSeries.Lengths)} minutes"
            );
        var rows = new List<Row>(raw.Count);
        foreach (var reading in raw)
        {
            if ((reading.DurationS ?? kind.LengthS) != durationS)
                throw new BadFileException(
                    file.Name,
                    reading.Line,
                    "duration",
                    $"{reading.DurationS ?? kind.LengthS} s is not the {durationS} s of the first reading"
                );
            if (reading.Start % 60 != 0 || reading.Start is < 31_536_000 or > 7_258_118_400)
                throw new BadFileException(
                    file.Name,
                    reading.Line,
                    "start",
                    $"{reading.Start} is no full minute of the years 1971 to 2199, in seconds since 1970"
                );
            var value = reading.Value is { } v ? Kw(v, kind, durationS) : double.NaN;
            if (Math.Abs(value) > MeterFile.KwMost)
                throw new BadFileException(file.Name, reading.Line, "value", $"{reading.Value} is more than any site uses");
            rows.Add(new Row(reading.Line, new Reading(reading.Start / 60, value)));
        }
        return (rows, (int)(durationS / 60));
    }

    /// <summary>By steps that are exact in binary as often as can be: a power of ten that is divided by, and whole numbers.</summary>
    private static double Kw(long value, Kind kind, long durationS)
    {
        var power = 1.0;
        for (var i = 0; i < Math.Abs(kind.PowerOfTen); i++)
            power *= 10;
        var watts = kind.PowerOfTen >= 0 ? value * power : value / power;
        var perHour = kind.Unit == WattHour ? 3600 / durationS : 1;
        return watts * perHour / 1000 * (kind.Flow == Reverse ? -1 : 1);
    }

    /// <summary>The whole numbers within an element, by the names of those that are asked for.</summary>
    private static Dictionary<string, long?> Of(InputFile file, XmlReader xml, string[] names)
    {
        var found = new Dictionary<string, long?>();
        if (xml.IsEmptyElement)
            return found;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            var at = (long)((IXmlLineInfo)xml).LineNumber;
            if (xml.Depth > DepthMost)
                throw new BadFileException(file.Name, at, "xml", $"is nested more than {DepthMost} deep");
            if (xml.NodeType != XmlNodeType.Element || !names.Contains(xml.LocalName) || xml.IsEmptyElement)
                continue;
            var name = xml.LocalName;
            if (!xml.Read() || xml.NodeType != XmlNodeType.Text)
                throw new BadFileException(file.Name, at, name, "holds no number");
            var text = xml.Value.Trim();
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                throw new BadFileException(file.Name, at, name, $"{BadFileException.Shown(text)} is not a whole number");
            if (!found.TryAdd(name, number))
                throw new BadFileException(file.Name, at, name, "is there twice");
        }
        return found;
    }
}
