using Amazon.IoT.Model;
using Amazon.Runtime;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IoT;

/// <summary>The control plane of AWS IoT Core: endpoints, things, certificates. These are the operations that the backend uses.</summary>
public interface IAmazonIoT : IAmazonService, IDisposable
{
    /// <summary>Says where the account's endpoint of a type is.</summary>
    Task<DescribeEndpointResponse> DescribeEndpointAsync(DescribeEndpointRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a certificate for a request. The same request makes another one each time.</summary>
    Task<CreateCertificateFromCsrResponse> CreateCertificateFromCsrAsync(
        CreateCertificateFromCsrRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Shows a certificate.</summary>
    Task<DescribeCertificateResponse> DescribeCertificateAsync(
        DescribeCertificateRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Lists certificates by the time of their creation.</summary>
    Task<ListCertificatesResponse> ListCertificatesAsync(ListCertificatesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Activates, deactivates or revokes a certificate.</summary>
    Task<UpdateCertificateResponse> UpdateCertificateAsync(UpdateCertificateRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a certificate that is not active.</summary>
    Task<DeleteCertificateResponse> DeleteCertificateAsync(DeleteCertificateRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a thing; one that is there already as it is asked for is an answer like another.</summary>
    Task<CreateThingResponse> CreateThingAsync(CreateThingRequest request, CancellationToken cancellationToken = default);

    /// <summary>Puts a thing into a group.</summary>
    Task<AddThingToThingGroupResponse> AddThingToThingGroupAsync(
        AddThingToThingGroupRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Lists what a thing is attached to.</summary>
    Task<ListThingPrincipalsResponse> ListThingPrincipalsAsync(
        ListThingPrincipalsRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Attaches a certificate to a thing.</summary>
    Task<AttachThingPrincipalResponse> AttachThingPrincipalAsync(
        AttachThingPrincipalRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Takes a certificate from a thing.</summary>
    Task<DetachThingPrincipalResponse> DetachThingPrincipalAsync(
        DetachThingPrincipalRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Gives a certificate a policy.</summary>
    Task<AttachPolicyResponse> AttachPolicyAsync(AttachPolicyRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes a policy from a certificate.</summary>
    Task<DetachPolicyResponse> DetachPolicyAsync(DetachPolicyRequest request, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonIoTConfig();

    /// <inheritdoc/>
    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonIoTClient(awsCredentials, (AmazonIoTConfig)clientConfig);
}
