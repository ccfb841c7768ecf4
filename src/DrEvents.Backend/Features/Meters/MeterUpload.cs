using DrEvents.Backend.Features.Baselines;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Backend.Features.Meters;

/// <summary>A meter's file as it was sent: what it is called, and how it is to be read.</summary>
public sealed record MeterUpload(InputFile File, string Sha256, DateTimeZone Zone, MeterUnit Unit, int? IntervalMinutes)
{
    /// <summary>A year of minutes.</summary>
    private const int ReadingsMax = 366 * 24 * 60;

    /// <summary>Each is a stream that is appended to in one transaction.</summary>
    private const int DaysMax = 10 * 366;
    private const string Types = "text/csv or application/xml";

    private static readonly Dictionary<string, string> NamesByType = new(StringComparer.OrdinalIgnoreCase)
    {
        ["text/csv"] = "meter.csv",
        ["text/plain"] = "meter.csv",
        ["application/xml"] = "meter.xml",
        ["text/xml"] = "meter.xml",
        ["application/atom+xml"] = "meter.xml",
    };

    /// <summary>Reads the request; a file that is no meter's is found when its series is read.</summary>
    public static async Task<(MeterUpload? Upload, ProblemDetails Problem)> ReadAsync(
        HttpRequest request,
        (string? Unit, string? Interval, string? Zone, string? Name) query,
        LikeDayOptions likeDays,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        fields.If(query.Unit is not (null or "" or "kw" or "kwh"), "unit", "is neither kw nor kwh");
        var minutes = (int?)fields.Whole("interval", query.Interval, 1, 60);
        var lengths = string.Join(", ", MeterSeries.Lengths);
        fields.If(minutes is { } m && !MeterSeries.Lengths.Contains(m), "interval", $"is none of {lengths} minutes");
        var zone = UploadedFile.Zone(fields, query.Zone, likeDays);
        UploadedFile.CheckName(fields, query.Name);
        if (!fields.None)
            return (null, fields.Answer);
        var type = UploadedFile.TypeOf(request);
        if (!NamesByType.TryGetValue(type, out var name))
            return (null, UploadedFile.NotOfType("Not a meter's file", type, Types));
        var bytes = await UploadedFile.BytesAsync(request, cancellation);
        var file = InputFile.Of(string.IsNullOrEmpty(query.Name) ? name : query.Name, bytes);
        var unit = query.Unit == "kwh" ? MeterUnit.Kwh : MeterUnit.Kw;
        return (new MeterUpload(file, Convert.ToHexStringLower(SHA256.HashData(bytes)), zone!, unit, minutes), Problems.None);
    }

    /// <summary>What the meter measured; all of the file is read.</summary>
    /// <exception cref="BadFileException">The file cannot be taken as it is.</exception>
    public MeterSeries Series()
    {
        var series = MeterFile.Read(File, Zone, Unit, IntervalMinutes);
        var known = series.Kw.Count(kw => !double.IsNaN(kw));
        if (known == 0)
            throw new BadFileException(File.Name, 1, "value", "none of the intervals has one");
        if (known > ReadingsMax)
            throw new BadFileException(File.Name, 1, "line", $"there are {known} readings, and {ReadingsMax} are taken at once");
        if (series.EndMinute - series.FirstMinute > DaysMax * 24L * 60)
            throw new BadFileException(File.Name, 1, "time", $"the first and the last are more than {DaysMax} days apart");
        return series;
    }
}
