using System.Net;
using System.Text.Encodings.Web;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace DrEvents.Backend.Mqtt.Aws.Rest;

/// <summary>An operation of a service: what its request and its answer look like on the wire.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path, with the names of its variable parts in braces.</param>
/// <param name="Write">Writes a request into path, query, headers and body.</param>
/// <param name="Read">Reads an answer's body; null where nothing is in it.</param>
/// <param name="Failure">The exception for an error.</param>
public sealed record RestOperation<TRequest, TResponse>(
    string Method,
    string Path,
    Action<TRequest, RestWriter> Write,
    Action<TResponse, MemoryStream>? Read,
    Func<RestError, AmazonServiceException> Failure
) : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse, new()
{
    /// <inheritdoc/>
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var request = new DefaultRequest(input, "DrEvents.Aws")
        {
            HttpMethod = Method,
            ResourcePath = Path,
            UseQueryString = true,
        };
        Write((TRequest)input, new RestWriter(request, Failure));
        return request;
    }
}

/// <summary>What an error says of itself.</summary>
public sealed record RestError(
    string Message,
    string? Code,
    ErrorType Type,
    string? RequestId,
    HttpStatusCode Status,
    Exception? Inner = null
);

/// <summary>Writes the parts of a request; those without a value are left out.</summary>
public readonly struct RestWriter(IRequest request, Func<RestError, AmazonServiceException> failure)
{
    /// <summary>As AWS's own clients do, only what JSON itself needs is escaped.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A variable part of the path.</summary>
    public RestWriter Path(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            throw failure(new RestError($"{name} is missing", null, ErrorType.Unknown, null, default));
        request.AddPathResource($"{{{name}}}", value);
        return this;
    }

    /// <summary>A field of the query.</summary>
    public RestWriter Query(string name, string? value)
    {
        if (value is not null)
            request.Parameters.Add(name, value);
        return this;
    }

    /// <summary>A field of the query of a PUT without a body, which the SDK would else say is JSON.</summary>
    public RestWriter QueryAlone(string name, string? value)
    {
        if (value is not null)
            request.AddSubResource(name, value);
        return this;
    }

    /// <summary>A header.</summary>
    public RestWriter Header(string name, string? value)
    {
        if (value is not null)
            request.Headers[name] = value;
        return this;
    }

    /// <summary>The body, as JSON.</summary>
    public RestWriter Json(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var body = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                body[name] = value;
        }
        Body(new MemoryStream(Encoding.UTF8.GetBytes(body.ToJsonString(Plain))));
        request.Headers["Content-Type"] = "application/json";
        return this;
    }

    /// <summary>The body, bytes as they are. Without one its length is not signed, as the SDK for JavaScript has it.</summary>
    public RestWriter Body(MemoryStream? body)
    {
        if (body is not null)
            request.Headers["Content-Length"] = body.Length.ToString(CultureInfo.InvariantCulture);
        request.ContentStream = body ?? new MemoryStream();
        request.ContentStream.Position = 0;
        request.Headers["Content-Type"] = "application/octet-stream";
        return this;
    }
}
