using Amazon.IoT.Model;
using Amazon.Runtime;
using DrEvents.Backend.Mqtt.Aws.Rest;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IoT;

/// <summary>What the operations of the control plane look like on the wire.</summary>
internal static class IoTOperations
{
    private const string Principal = "x-amzn-principal";

    public static readonly RestOperation<DescribeEndpointRequest, DescribeEndpointResponse> DescribeEndpoint = Of(
        "GET",
        "/endpoint",
        (DescribeEndpointRequest r, RestWriter to) => to.Query("endpointType", r.EndpointType),
        (DescribeEndpointResponse response, JsonNode body) => response.EndpointAddress = Text(body, "endpointAddress")
    );

    public static readonly RestOperation<CreateCertificateFromCsrRequest, CreateCertificateFromCsrResponse> CreateCertificateFromCsr = Of(
        "POST",
        "/certificates",
        (CreateCertificateFromCsrRequest r, RestWriter to) =>
            to.Query("setAsActive", Text(r.SetAsActive)).Json(("certificateSigningRequest", r.CertificateSigningRequest)),
        (CreateCertificateFromCsrResponse response, JsonNode body) =>
        {
            response.CertificateArn = Text(body, "certificateArn");
            response.CertificateId = Text(body, "certificateId");
            response.CertificatePem = Text(body, "certificatePem");
        }
    );

    public static readonly RestOperation<DescribeCertificateRequest, DescribeCertificateResponse> DescribeCertificate = Of(
        "GET",
        "/certificates/{certificateId}",
        (DescribeCertificateRequest r, RestWriter to) => to.Path("certificateId", r.CertificateId),
        (DescribeCertificateResponse response, JsonNode body) =>
        {
            var certificate = body["certificateDescription"];
            response.CertificateDescription = new CertificateDescription
            {
                CertificateArn = Text(certificate, "certificateArn"),
                CertificateId = Text(certificate, "certificateId"),
                CaCertificateId = Text(certificate, "caCertificateId"),
                CertificatePem = Text(certificate, "certificatePem"),
                Status = Text(certificate, "status"),
            };
        }
    );

    public static readonly RestOperation<ListCertificatesRequest, ListCertificatesResponse> ListCertificates = Of(
        "GET",
        "/certificates",
        (ListCertificatesRequest r, RestWriter to) =>
            to.Query("pageSize", r.PageSize?.ToString(CultureInfo.InvariantCulture))
                .Query("marker", r.Marker)
                .Query("isAscendingOrder", Text(r.AscendingOrder)),
        (ListCertificatesResponse response, JsonNode body) =>
        {
            response.NextMarker = Text(body, "nextMarker");
            response.Certificates =
            [
                .. (body["certificates"]?.AsArray() ?? []).Select(c => new Certificate
                {
                    CertificateArn = Text(c, "certificateArn"),
                    CertificateId = Text(c, "certificateId"),
                    Status = Text(c, "status"),
                    CreationDate = c?["creationDate"]?.GetValue<double>() is { } s ? DateTime.UnixEpoch.AddSeconds(s) : null,
                }),
            ];
        }
    );

    public static readonly RestOperation<UpdateCertificateRequest, UpdateCertificateResponse> UpdateCertificate = Of<
        UpdateCertificateRequest,
        UpdateCertificateResponse
    >(
        "PUT",
        "/certificates/{certificateId}",
        (r, to) => to.Path("certificateId", r.CertificateId).QueryAlone("newStatus", r.NewStatus?.Value)
    );

    public static readonly RestOperation<DeleteCertificateRequest, DeleteCertificateResponse> DeleteCertificate = Of<
        DeleteCertificateRequest,
        DeleteCertificateResponse
    >(
        "DELETE",
        "/certificates/{certificateId}",
        (r, to) => to.Path("certificateId", r.CertificateId).Query("forceDelete", Text(r.ForceDelete))
    );

    public static readonly RestOperation<CreateThingRequest, CreateThingResponse> CreateThing = Of(
        "POST",
        "/things/{thingName}",
        (CreateThingRequest r, RestWriter to) => to.Path("thingName", r.ThingName).Json(("thingTypeName", r.ThingTypeName)),
        (CreateThingResponse response, JsonNode body) =>
        {
            response.ThingArn = Text(body, "thingArn");
            response.ThingId = Text(body, "thingId");
            response.ThingName = Text(body, "thingName");
        }
    );

    public static readonly RestOperation<AddThingToThingGroupRequest, AddThingToThingGroupResponse> AddThingToThingGroup = Of<
        AddThingToThingGroupRequest,
        AddThingToThingGroupResponse
    >("PUT", "/thing-groups/addThingToThingGroup", (r, to) => to.Json(("thingGroupName", r.ThingGroupName), ("thingName", r.ThingName)));

    public static readonly RestOperation<ListThingPrincipalsRequest, ListThingPrincipalsResponse> ListThingPrincipals = Of(
        "GET",
        "/things/{thingName}/principals",
        (ListThingPrincipalsRequest r, RestWriter to) =>
            to.Path("thingName", r.ThingName)
                .Query("nextToken", r.NextToken)
                .Query("maxResults", r.MaxResults?.ToString(CultureInfo.InvariantCulture)),
        (ListThingPrincipalsResponse response, JsonNode body) =>
        {
            response.NextToken = Text(body, "nextToken");
            response.Principals = [.. (body["principals"]?.AsArray() ?? []).Select(p => (string)p!)];
        }
    );

    public static readonly RestOperation<AttachThingPrincipalRequest, AttachThingPrincipalResponse> AttachThingPrincipal = Of<
        AttachThingPrincipalRequest,
        AttachThingPrincipalResponse
    >("PUT", "/things/{thingName}/principals", (r, to) => to.Path("thingName", r.ThingName).Header(Principal, r.Principal));

    public static readonly RestOperation<DetachThingPrincipalRequest, DetachThingPrincipalResponse> DetachThingPrincipal = Of<
        DetachThingPrincipalRequest,
        DetachThingPrincipalResponse
    >("DELETE", "/things/{thingName}/principals", (r, to) => to.Path("thingName", r.ThingName).Header(Principal, r.Principal));

    public static readonly RestOperation<AttachPolicyRequest, AttachPolicyResponse> AttachPolicy = Of<
        AttachPolicyRequest,
        AttachPolicyResponse
    >("PUT", "/target-policies/{policyName}", (r, to) => to.Path("policyName", r.PolicyName).Json(("target", r.Target)));

    public static readonly RestOperation<DetachPolicyRequest, DetachPolicyResponse> DetachPolicy = Of<
        DetachPolicyRequest,
        DetachPolicyResponse
    >("POST", "/target-policies/{policyName}", (r, to) => to.Path("policyName", r.PolicyName).Json(("target", r.Target)));

    private static RestOperation<TRequest, TResponse> Of<TRequest, TResponse>(
        string method,
        string path,
        Action<TRequest, RestWriter> write,
        Action<TResponse, JsonNode>? read = null
    )
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        new(
            method,
            path,
            write,
            read is null ? null : (response, body) => read(response, JsonNode.Parse(body) ?? new JsonObject()),
            AmazonIoTException.Of
        );

    private static string? Text(JsonNode? node, string name) => (string?)node?[name];

    private static string? Text(bool? flag) =>
        flag switch
        {
            true => "true",
            false => "false",
            null => null,
        };
}
