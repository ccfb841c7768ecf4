using Amazon.IoT.Model;
using Amazon.Runtime;
using DrEvents.Backend.Mqtt.Aws.Rest;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IoT
{
    /// <summary>The control plane refused, or could not carry out, a request.</summary>
    public class AmazonIoTException(string message) : AmazonServiceException(message)
    {
        internal static AmazonIoTException Of(RestError error)
        {
            AmazonIoTException exception = error.Code switch
            {
                nameof(CertificateStateException) => new CertificateStateException(error.Message),
                nameof(DeleteConflictException) => new DeleteConflictException(error.Message),
                nameof(ResourceAlreadyExistsException) => new ResourceAlreadyExistsException(error.Message),
                nameof(ResourceNotFoundException) => new ResourceNotFoundException(error.Message),
                _ => new AmazonIoTException(error.Message),
            };
            (exception.ErrorCode, exception.ErrorType, exception.RequestId) = (error.Code, error.Type, error.RequestId);
            exception.StatusCode = error.Status;
            return exception;
        }
    }
}

namespace Amazon.IoT.Model
{
    /// <summary>The certificate is in a state in which this cannot be done.</summary>
    public class CertificateStateException(string message) : AmazonIoTException(message);

    /// <summary>It cannot be deleted while something is attached to it.</summary>
    public class DeleteConflictException(string message) : AmazonIoTException(message);

    /// <summary>It is there already, and otherwise than it was asked for.</summary>
    public class ResourceAlreadyExistsException(string message) : AmazonIoTException(message);

    /// <summary>There is no such thing, certificate or policy.</summary>
    public class ResourceNotFoundException(string message) : AmazonIoTException(message);
}
