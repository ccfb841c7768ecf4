using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Meters;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Backend.Features.Weather;

/// <summary>A file of temperatures as it was sent: what it is called, and how it is to be read.</summary>
public sealed record TemperatureUpload(InputFile File, string Sha256, DateTimeZone Zone, bool IsCelsius)
{
    /// <summary>A year of five minutes.</summary>
    private const int ValuesMax = 366 * 24 * 12;

    /// <summary>Each is a stream that is appended to in one transaction.</summary>
    private const int DaysMax = 10 * 366;

    private const string NameDefault = "temperature.csv";

    public string Unit => IsCelsius ? TemperatureUnits.Celsius : TemperatureUnits.Fahrenheit;

    /// <summary>Reads the request; a file that holds no temperatures is found when these are read.</summary>
    public static async Task<(TemperatureUpload? Upload, ProblemDetails Problem)> ReadAsync(
        string site,
        HttpRequest request,
        (string? Unit, string? Zone, string? Name) query,
        LikeDayOptions likeDays,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        fields.If(!SiteNames.IsValid(site), "site", $"is not {SiteNames.Form}");
        fields.If(query.Unit is not (null or "" or TemperatureUnits.Celsius or TemperatureUnits.Fahrenheit), "unit", "is neither c nor f");
        var zone = UploadedFile.Zone(fields, query.Zone, likeDays);
        UploadedFile.CheckName(fields, query.Name);
        if (!fields.None)
            return (null, fields.Answer);
        var type = UploadedFile.TypeOf(request);
        if (type is not ("text/csv" or "text/plain"))
            return (null, UploadedFile.NotOfType("Not a file of temperatures", type, "text/csv"));
        var bytes = await UploadedFile.BytesAsync(request, cancellation);
        var file = InputFile.Of(string.IsNullOrEmpty(query.Name) ? NameDefault : query.Name, bytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return (new TemperatureUpload(file, hash, zone!, query.Unit != TemperatureUnits.Fahrenheit), Problems.None);
    }

    /// <summary>The temperatures, °C in place of kW, in the order of time; all of the file is read.</summary>
    /// <exception cref="BadFileException">The file cannot be taken as it is.</exception>
    public List<Reading> Values()
    {
        List<Reading> values =
        [
            .. MeterFile
                .TemperatureRows(File, Zone, IsCelsius)
                .Where(r => !double.IsNaN(r.Kw))
                .DistinctBy(r => r.Minute)
                .OrderBy(r => r.Minute)
                .Select(r => r with { Kw = IsCelsius ? r.Kw + 0.0 : Temperatures.Celsius(r.Kw) }),
        ];
        if (values.Count == 0)
            throw new BadFileException(File.Name, 1, "value", "none of the times has one");
        if (values.Count > ValuesMax)
            throw new BadFileException(File.Name, 1, "line", $"there are {values.Count} values, and {ValuesMax} are taken at once");
        if (values[^1].Minute - values[0].Minute > DaysMax * 24L * 60)
            throw new BadFileException(File.Name, 1, "time", $"the first and the last are more than {DaysMax} days apart");
        return values;
    }
}
