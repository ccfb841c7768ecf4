using Amazon.IoT.Model;
using Amazon.Runtime;
using DrEvents.Backend.Mqtt.Aws.Rest;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IoT;

/// <summary>Where the control plane is, and how its client behaves.</summary>
public class AmazonIoTConfig() : RestConfig(new RestService("IoT", "iot", "iot"));

/// <summary>The client of the control plane.</summary>
public class AmazonIoTClient : RestClient, IAmazonIoT
{
    /// <summary>With the credentials that the SDK finds.</summary>
    public AmazonIoTClient(AmazonIoTConfig config)
        : base(config) { }

    /// <summary>With these credentials.</summary>
    public AmazonIoTClient(AWSCredentials credentials, AmazonIoTConfig clientConfig)
        : base(credentials, clientConfig) { }

    /// <inheritdoc/>
    public virtual Task<DescribeEndpointResponse> DescribeEndpointAsync(
        DescribeEndpointRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.DescribeEndpoint, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<CreateCertificateFromCsrResponse> CreateCertificateFromCsrAsync(
        CreateCertificateFromCsrRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.CreateCertificateFromCsr, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DescribeCertificateResponse> DescribeCertificateAsync(
        DescribeCertificateRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.DescribeCertificate, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListCertificatesResponse> ListCertificatesAsync(
        ListCertificatesRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.ListCertificates, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<UpdateCertificateResponse> UpdateCertificateAsync(
        UpdateCertificateRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.UpdateCertificate, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DeleteCertificateResponse> DeleteCertificateAsync(
        DeleteCertificateRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.DeleteCertificate, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<CreateThingResponse> CreateThingAsync(CreateThingRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(IoTOperations.CreateThing, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<AddThingToThingGroupResponse> AddThingToThingGroupAsync(
        AddThingToThingGroupRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.AddThingToThingGroup, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<ListThingPrincipalsResponse> ListThingPrincipalsAsync(
        ListThingPrincipalsRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.ListThingPrincipals, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<AttachThingPrincipalResponse> AttachThingPrincipalAsync(
        AttachThingPrincipalRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.AttachThingPrincipal, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DetachThingPrincipalResponse> DetachThingPrincipalAsync(
        DetachThingPrincipalRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.DetachThingPrincipal, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<AttachPolicyResponse> AttachPolicyAsync(
        AttachPolicyRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.AttachPolicy, request, cancellationToken);

    /// <inheritdoc/>
    public virtual Task<DetachPolicyResponse> DetachPolicyAsync(
        DetachPolicyRequest request,
        CancellationToken cancellationToken = default
    ) => SendAsync(IoTOperations.DetachPolicy, request, cancellationToken);
}
