using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace DrEvents.Backend.Mqtt.Aws.Rest;

/// <summary>Reads answers. An error's code is in a header or in the body; AWS writes both <c>Code</c> and <c>Code:where it is described</c>.</summary>
internal sealed class RestAnswer<TRequest, TResponse>(RestOperation<TRequest, TResponse> operation) : JsonResponseUnmarshaller
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse, new()
{
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext input)
    {
        var response = new TResponse();
        if (operation.Read is { } read)
            read(response, BodyOf(input));
        return response;
    }

    public override AmazonServiceException UnmarshallException(
        JsonUnmarshallerContext input,
        Exception innerException,
        HttpStatusCode statusCode
    )
    {
        var (code, message) = ReadError(BodyOf(input));
        code = HeaderOf(input, "x-amzn-ErrorType") ?? code;
        return operation.Failure(
            new RestError(
                message ?? $"HTTP {(int)statusCode}",
                code?.Split(':', '#')[code.StartsWith("com.amazon", StringComparison.Ordinal) ? ^1 : 0],
                (int)statusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender,
                HeaderOf(input, "x-amzn-RequestId"),
                statusCode,
                innerException
            )
        );
    }

    private static string? HeaderOf(JsonUnmarshallerContext context, string name) =>
        context.ResponseData.IsHeaderPresent(name) ? context.ResponseData.GetHeaderValue(name) : null;

    private static MemoryStream BodyOf(JsonUnmarshallerContext context)
    {
        var body = new MemoryStream();
        context.Stream.CopyTo(body);
        body.Position = 0;
        return body;
    }

    private static (string? Code, string? Message) ReadError(MemoryStream body)
    {
        try
        {
            var error = JsonNode.Parse(body) as JsonObject;
            return (Text(error, "__type") ?? Text(error, "code"), Text(error, "message") ?? Text(error, "Message"));
        }
        catch (JsonException)
        {
            // A proxy's page says nothing that could be read here; the status does.
            return (null, null);
        }
    }

    private static string? Text(JsonObject? error, string name) =>
        error?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
