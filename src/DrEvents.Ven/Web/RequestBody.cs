using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DrEvents.Ven.Web;

/// <summary>The body of a request: short, JSON, and of the type that is expected.</summary>
internal static class RequestBody
{
    private const int BytesMax = 4_096;

    /// <summary>The object in it, or what is wrong.</summary>
    public static async Task<(T? Value, Problem? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        var (bytes, problem) = await BytesAsync(context);
        if (problem is not null)
            return (null, problem);
        try
        {
            return JsonSerializer.Deserialize(bytes, type) is { } body
                ? (body, null)
                : (null, Problem.Field("body", "a JSON object is expected"));
        }
        catch (ArgumentException)
        {
            // A JSON object inside of it has a field twice, of which the reader says no more.
            return (null, Problem.Field("body", "a field is there twice"));
        }
        catch (JsonException e)
        {
            var field = e.Path?.TrimStart('$', '.') is { Length: > 0 } name ? name : "body";
            return (
                null,
                Problem.Field(
                    field,
                    field == "body" ? "not the JSON object that is expected here" : "unknown, there twice, or of the wrong type"
                )
            );
        }
    }

    /// <summary>Its bytes, or what is wrong.</summary>
    public static async Task<(byte[] Bytes, Problem? Problem)> BytesAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            return ([], new Problem(StatusCodes.Status415UnsupportedMediaType, "Not JSON", "Content-Type: has to be application/json"));
        // One byte more than is taken, to see that there is more.
        var bytes = new byte[BytesMax + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length > BytesMax
            ? ([], new Problem(StatusCodes.Status413PayloadTooLarge, "Too long", $"body: at most {BytesMax} bytes"))
            : (bytes[..length], null);
    }
}
