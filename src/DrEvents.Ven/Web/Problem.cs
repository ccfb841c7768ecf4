using System.Text.Json;
using System.Text.Json.Serialization;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Web;

/// <summary>Problem details (RFC 9457): what is wrong with a request, by field where a field is wrong.</summary>
internal sealed record Problem(int Status, string Title, string? Detail = null, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>A field holds what it must not.</summary>
    public static Problem Field(string field, string detail) =>
        new(
            StatusCodes.Status400BadRequest,
            "The request cannot be read",
            $"{field}: {detail}",
            new Dictionary<string, string[]> { [field] = [detail] }
        );

    /// <summary>The owner asked for something that is not done.</summary>
    public static Problem Of(OwnerRefusal refusal) =>
        refusal.Kind switch
        {
            RefusalKind.Invalid => Field(refusal.Field, refusal.Detail),
            RefusalKind.Unknown => new(
                StatusCodes.Status404NotFound,
                "There is nothing of this name",
                $"{refusal.Field}: {refusal.Detail}"
            ),
            _ => new(StatusCodes.Status409Conflict, "Not as things are", $"{refusal.Field}: {refusal.Detail}"),
        };

    /// <summary>Answers with it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(this, ProblemJson.Default.Problem)).AsTask();
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
