using Amazon.Runtime;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IoT.Model;

/// <summary>Makes a thing.</summary>
public class CreateThingRequest : AmazonIoTRequest
{
    /// <summary>Its name.</summary>
    public string? ThingName { get; set; }

    /// <summary>Its type.</summary>
    public string? ThingTypeName { get; set; }
}

/// <summary>A thing.</summary>
public class CreateThingResponse : AmazonWebServiceResponse
{
    /// <summary>Its ARN.</summary>
    public string? ThingArn { get; set; }

    /// <summary>Its id.</summary>
    public string? ThingId { get; set; }

    /// <summary>Its name.</summary>
    public string? ThingName { get; set; }
}

/// <summary>Puts a thing into a group.</summary>
public class AddThingToThingGroupRequest : AmazonIoTRequest
{
    /// <summary>The group.</summary>
    public string? ThingGroupName { get; set; }

    /// <summary>The thing.</summary>
    public string? ThingName { get; set; }
}

/// <summary>It is done.</summary>
public class AddThingToThingGroupResponse : AmazonWebServiceResponse;

/// <summary>Asks what a thing is attached to.</summary>
public class ListThingPrincipalsRequest : AmazonIoTRequest
{
    /// <summary>How many.</summary>
    public int? MaxResults { get; set; }

    /// <summary>Where the page begins.</summary>
    public string? NextToken { get; set; }

    /// <summary>The thing.</summary>
    public string? ThingName { get; set; }
}

/// <summary>What a thing is attached to.</summary>
public class ListThingPrincipalsResponse : AmazonWebServiceResponse
{
    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextToken { get; set; }

    /// <summary>ARNs.</summary>
    public List<string>? Principals { get; set; }
}

/// <summary>Attaches a certificate to a thing.</summary>
public class AttachThingPrincipalRequest : AmazonIoTRequest
{
    /// <summary>The certificate's ARN.</summary>
    public string? Principal { get; set; }

    /// <summary>The thing.</summary>
    public string? ThingName { get; set; }
}

/// <summary>It is done.</summary>
public class AttachThingPrincipalResponse : AmazonWebServiceResponse;

/// <summary>Takes a certificate from a thing.</summary>
public class DetachThingPrincipalRequest : AmazonIoTRequest
{
    /// <summary>The certificate's ARN.</summary>
    public string? Principal { get; set; }

    /// <summary>The thing.</summary>
    public string? ThingName { get; set; }
}

/// <summary>It is done.</summary>
public class DetachThingPrincipalResponse : AmazonWebServiceResponse;

/// <summary>Gives a certificate a policy.</summary>
public class AttachPolicyRequest : AmazonIoTRequest
{
    /// <summary>The policy.</summary>
    public string? PolicyName { get; set; }

    /// <summary>The certificate's ARN.</summary>
    public string? Target { get; set; }
}

/// <summary>It is done.</summary>
public class AttachPolicyResponse : AmazonWebServiceResponse;

/// <summary>Takes a policy from a certificate.</summary>
public class DetachPolicyRequest : AmazonIoTRequest
{
    /// <summary>The policy.</summary>
    public string? PolicyName { get; set; }

    /// <summary>The certificate's ARN.</summary>
    public string? Target { get; set; }
}

/// <summary>It is done.</summary>
public class DetachPolicyResponse : AmazonWebServiceResponse;
