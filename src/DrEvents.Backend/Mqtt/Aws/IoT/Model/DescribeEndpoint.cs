using Amazon.Runtime;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IoT.Model;

/// <summary>A request to the control plane.</summary>
public class AmazonIoTRequest : AmazonWebServiceRequest;

/// <summary>Asks where an endpoint is.</summary>
public class DescribeEndpointRequest : AmazonIoTRequest
{
    /// <summary>Which; <c>iot:Data-ATS</c> is the data plane and the broker.</summary>
    public string? EndpointType { get; set; }
}

/// <summary>Where an endpoint is.</summary>
public class DescribeEndpointResponse : AmazonWebServiceResponse
{
    /// <summary>Its host.</summary>
    public string? EndpointAddress { get; set; }
}
