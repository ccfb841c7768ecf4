#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IotData.Model;

/// <summary>The version that a change rests on is not the shadow's.</summary>
public class ConflictException(string message) : AmazonIotDataException(message);

/// <summary>Something went wrong at AWS.</summary>
public class InternalFailureException(string message) : AmazonIotDataException(message);

/// <summary>The request is not valid.</summary>
public class InvalidRequestException(string message) : AmazonIotDataException(message);

/// <summary>The combination of method and path does not exist.</summary>
public class MethodNotAllowedException(string message) : AmazonIotDataException(message);

/// <summary>The payload is too large.</summary>
public class RequestEntityTooLargeException(string message) : AmazonIotDataException(message);

/// <summary>There is no such shadow.</summary>
public class ResourceNotFoundException(string message) : AmazonIotDataException(message);

/// <summary>AWS is away for a while.</summary>
public class ServiceUnavailableException(string message) : AmazonIotDataException(message);

/// <summary>More requests than the account may make.</summary>
public class ThrottlingException(string message) : AmazonIotDataException(message);

/// <summary>The caller may not do this.</summary>
public class UnauthorizedException(string message) : AmazonIotDataException(message);

/// <summary>The document is not in UTF-8.</summary>
public class UnsupportedDocumentEncodingException(string message) : AmazonIotDataException(message);
