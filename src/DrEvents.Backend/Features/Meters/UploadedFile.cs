using DrEvents.Backend.Features.Baselines;
using DrEvents.Measurement.Files;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace DrEvents.Backend.Features.Meters;

/// <summary>What files have in common that are handed over as the body of a request.</summary>
public static class UploadedFile
{
    private const int NameLengthMax = 128;

    /// <summary>By whose clock its times without an offset are; that of the settings unless it is said. Null, with an error, where there is none such.</summary>
    public static DateTimeZone? Zone(QueryFields fields, string? name, LikeDayOptions likeDays)
    {
        var zone = string.IsNullOrEmpty(name) ? likeDays.Zone : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);
        fields.If(zone is null, "zone", "is no time zone of the tz database, such as Europe/Berlin");
        return zone;
    }

    public static void CheckName(QueryFields fields, string? name) =>
        fields.If(
            name is { } n && (n.Length > NameLengthMax || n.Any(char.IsControl)),
            "name",
            $"is no line of up to {NameLengthMax} characters"
        );

    /// <summary>Its media type; empty where none is said.</summary>
    public static string TypeOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var said) ? said.MediaType.Value! : "";

    /// <summary>The answer to a media type that is not taken.</summary>
    /// <param name="needed">Those that are.</param>
    public static ProblemDetails NotOfType(string title, string type, string needed) =>
        Problems.Of(
            StatusCodes.Status415UnsupportedMediaType,
            title,
            $"Content-Type: {(type.Length == 0 ? "none" : type)} where {needed} is needed"
        );

    public static async Task<byte[]> BytesAsync(HttpRequest request, CancellationToken cancellation)
    {
        var bytes = new byte[request.ContentLength ?? 0];
        await request.Body.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    /// <summary>What the answer to a file is that cannot be taken as it is.</summary>
    public static ProblemDetails ProblemOf(BadFileException bad)
    {
        var problem = Problems.Of(StatusCodes.Status400BadRequest, "The file cannot be taken", bad.Message);
        (problem.Extensions["file"], problem.Extensions["line"], problem.Extensions["field"]) = (bad.File, bad.Line, bad.Field);
        return problem;
    }
}
