using Amazon.Runtime;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IotData.Model;

/// <summary>A request to the data plane.</summary>
public class AmazonIotDataRequest : AmazonWebServiceRequest;

/// <summary>A message to be published.</summary>
public class PublishRequest : AmazonIotDataRequest
{
    /// <summary>Its topic.</summary>
    public string? Topic { get; set; }

    /// <summary>What it says; null is nothing.</summary>
    public MemoryStream? Payload { get; set; }

    /// <summary>0 or 1; AWS takes 0 when not set.</summary>
    public int? Qos { get; set; }

    /// <summary>Whether the broker keeps it for those who subscribe later.</summary>
    public bool? Retain { get; set; }

    /// <summary>What kind of thing the payload is.</summary>
    public string? ContentType { get; set; }

    /// <summary>Topic for an answer.</summary>
    public string? ResponseTopic { get; set; }

    /// <summary>By which the sender knows the answer; base 64.</summary>
    public string? CorrelationData { get; set; }

    /// <summary>Seconds for which the broker delivers it.</summary>
    public long? MessageExpiry { get; set; }

    /// <summary>Whether the payload is text.</summary>
    public PayloadFormatIndicator? PayloadFormatIndicator { get; set; }

    /// <summary>An array of JSON objects, as text.</summary>
    public string? UserProperties { get; set; }
}

/// <summary>The broker took the message.</summary>
public class PublishResponse : AmazonWebServiceResponse;

/// <summary>Asks for a shadow.</summary>
public class GetThingShadowRequest : AmazonIotDataRequest
{
    /// <summary>Whose.</summary>
    public string? ThingName { get; set; }

    /// <summary>Its name; the classic shadow has none.</summary>
    public string? ShadowName { get; set; }
}

/// <summary>A shadow.</summary>
public class GetThingShadowResponse : AmazonWebServiceResponse
{
    /// <summary>The document, JSON.</summary>
    public MemoryStream? Payload { get; set; }
}

/// <summary>A change of a shadow.</summary>
public class UpdateThingShadowRequest : AmazonIotDataRequest
{
    /// <summary>Whose.</summary>
    public string? ThingName { get; set; }

    /// <summary>Its name; the classic shadow has none.</summary>
    public string? ShadowName { get; set; }

    /// <summary>The change, JSON.</summary>
    public MemoryStream? Payload { get; set; }
}

/// <summary>The shadow is changed.</summary>
public class UpdateThingShadowResponse : AmazonWebServiceResponse
{
    /// <summary>What was changed, JSON.</summary>
    public MemoryStream? Payload { get; set; }
}

/// <summary>Deletes a shadow.</summary>
public class DeleteThingShadowRequest : AmazonIotDataRequest
{
    /// <summary>Whose.</summary>
    public string? ThingName { get; set; }

    /// <summary>Its name; the classic shadow has none.</summary>
    public string? ShadowName { get; set; }
}

/// <summary>The shadow is deleted.</summary>
public class DeleteThingShadowResponse : AmazonWebServiceResponse
{
    /// <summary>Its last version, JSON.</summary>
    public MemoryStream? Payload { get; set; }
}
