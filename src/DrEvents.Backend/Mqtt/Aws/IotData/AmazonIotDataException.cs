using Amazon.IotData.Model;
using Amazon.Runtime;
using DrEvents.Backend.Mqtt.Aws.Rest;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IotData;

/// <summary>The data plane refused, or could not carry out, a request.</summary>
public class AmazonIotDataException(string message) : AmazonServiceException(message)
{
    internal static AmazonIotDataException Of(RestError error)
    {
        AmazonIotDataException exception = error.Code switch
        {
            nameof(ConflictException) => new ConflictException(error.Message),
            nameof(InternalFailureException) => new InternalFailureException(error.Message),
            nameof(InvalidRequestException) => new InvalidRequestException(error.Message),
            nameof(MethodNotAllowedException) => new MethodNotAllowedException(error.Message),
            nameof(RequestEntityTooLargeException) => new RequestEntityTooLargeException(error.Message),
            nameof(ResourceNotFoundException) => new ResourceNotFoundException(error.Message),
            nameof(ServiceUnavailableException) => new ServiceUnavailableException(error.Message),
            nameof(ThrottlingException) => new ThrottlingException(error.Message),
            nameof(UnauthorizedException) => new UnauthorizedException(error.Message),
            nameof(UnsupportedDocumentEncodingException) => new UnsupportedDocumentEncodingException(error.Message),
            _ => new AmazonIotDataException(error.Message),
        };
        (exception.ErrorCode, exception.ErrorType, exception.RequestId) = (error.Code, error.Type, error.RequestId);
        exception.StatusCode = error.Status;
        return exception;
    }
}
