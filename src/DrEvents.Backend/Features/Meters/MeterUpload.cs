using DrEvents.Backend.Features.Baselines;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace DrEvents.Backend.Features.Meters;

/// <summary>A meter's file as it was sent: what it is called, and how it is to be read.</summary>
public sealed record MeterUpload(InputFile File, string Sha256, DateTimeZone Zone, MeterUnit Unit, int? IntervalMinutes)
{
    /// <summary>A year of minutes.</summary>
    private const int ReadingsMax = 366 * 24 * 60;

    /// <summary>Each is a stream that is appended to in one transaction.</summary>
    private const int DaysMax = 10 * 366;
    private const int NameLengthMax = 128;
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
        var zone = string.IsNullOrEmpty(query.Zone) ? likeDays.Zone : DateTimeZoneProviders.Tzdb.GetZoneOrNull(query.Zone);
        fields.If(zone is null, "zone", "is no time zone of the tz database, such as Europe/Berlin");
        fields.If(
            query.Name is { } n && (n.Length > NameLengthMax || n.Any(char.IsControl)),
            "name",
            $"is no line of up to {NameLengthMax} characters"
        );
        if (!fields.None)
            return (null, fields.Answer);
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var said) ? said.MediaType.Value! : "";
        if (!NamesByType.TryGetValue(type, out var name))
            return (
                null,
                Problems.Of(
                    StatusCodes.Status415UnsupportedMediaType,
                    "Not a meter's file",
                    $"Content-Type: {(type.Length == 0 ? "none" : type)} where {Types} is needed"
                )
            );
        var bytes = new byte[request.ContentLength ?? 0];
        await request.Body.ReadExactlyAsync(bytes, cancellation);
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

    /// <summary>What the answer to such a file is.</summary>
    public static ProblemDetails ProblemOf(BadFileException bad)
    {
        var problem = Problems.Of(StatusCodes.Status400BadRequest, "The file cannot be taken", bad.Message);
        (problem.Extensions["file"], problem.Extensions["line"], problem.Extensions["field"]) = (bad.File, bad.Line, bad.Field);
        return problem;
    }
}
