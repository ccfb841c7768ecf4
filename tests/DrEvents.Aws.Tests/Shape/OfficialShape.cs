// What AWSSDK.IotData and AWSSDK.IoT (major version 4) declare of that which the backend uses: names, namespaces, parameters, types of
// members. Written down from the packages' public source, github.com/aws/aws-sdk-net, in November 2026; bodies are of no interest here. It
// is not part of any program: a test compiles the backend against it in the place of src/DrEvents.Backend/Mqtt/Aws.
#nullable disable
#pragma warning disable
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Amazon.Runtime;

namespace Amazon.IotData
{
    using Amazon.IotData.Model;

    public interface IAmazonIotData : IAmazonService, IDisposable
    {
        Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);
        Task<GetThingShadowResponse> GetThingShadowAsync(GetThingShadowRequest request, CancellationToken cancellationToken = default);
        Task<UpdateThingShadowResponse> UpdateThingShadowAsync(
            UpdateThingShadowRequest request,
            CancellationToken cancellationToken = default
        );
        Task<DeleteThingShadowResponse> DeleteThingShadowAsync(
            DeleteThingShadowRequest request,
            CancellationToken cancellationToken = default
        );
        static ClientConfig IAmazonService.CreateDefaultClientConfig() => throw null;
        static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
            throw null;
    }

    public class AmazonIotDataClient : AmazonServiceClient, IAmazonIotData
    {
        public AmazonIotDataClient(AmazonIotDataConfig config)
            : base(config) { }

        public AmazonIotDataClient(AWSCredentials credentials, AmazonIotDataConfig clientConfig)
            : base(credentials, clientConfig) { }

        public virtual Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) =>
            throw null;

        public virtual Task<GetThingShadowResponse> GetThingShadowAsync(
            GetThingShadowRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<UpdateThingShadowResponse> UpdateThingShadowAsync(
            UpdateThingShadowRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<DeleteThingShadowResponse> DeleteThingShadowAsync(
            DeleteThingShadowRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;
    }

    // Its Validate throws where a region is set, and where no ServiceURL is.
    public class AmazonIotDataConfig : ClientConfig
    {
        public AmazonIotDataConfig()
            : base(null) { }

        public override string RegionEndpointServiceName => throw null;
        public override string ServiceVersion => throw null;
        public override string UserAgent => throw null;

        public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(
            Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters
        ) => throw null;
    }

    public class AmazonIotDataException : AmazonServiceException
    {
        public AmazonIotDataException(string message)
            : base(message) { }
    }

    public class PayloadFormatIndicator : ConstantClass
    {
        public static readonly PayloadFormatIndicator UNSPECIFIED_BYTES;
        public static readonly PayloadFormatIndicator UTF8_DATA;

        public PayloadFormatIndicator(string value)
            : base(value) { }

        public static PayloadFormatIndicator FindValue(string value) => throw null;

        public static implicit operator PayloadFormatIndicator(string value) => throw null;
    }
}

namespace Amazon.IotData.Model
{
    public class AmazonIotDataRequest : AmazonWebServiceRequest;

    public class PublishRequest : AmazonIotDataRequest
    {
        public string Topic { get; set; }
        public MemoryStream Payload { get; set; }
        public int? Qos { get; set; }
        public bool? Retain { get; set; }
        public string ContentType { get; set; }
        public string ResponseTopic { get; set; }
        public string CorrelationData { get; set; }
        public long? MessageExpiry { get; set; }
        public PayloadFormatIndicator PayloadFormatIndicator { get; set; }
        public string UserProperties { get; set; }
    }

    public class PublishResponse : AmazonWebServiceResponse;

    public class GetThingShadowRequest : AmazonIotDataRequest
    {
        public string ThingName { get; set; }
        public string ShadowName { get; set; }
    }

    public class GetThingShadowResponse : AmazonWebServiceResponse
    {
        public MemoryStream Payload { get; set; }
    }

    public class UpdateThingShadowRequest : AmazonIotDataRequest
    {
        public string ThingName { get; set; }
        public string ShadowName { get; set; }
        public MemoryStream Payload { get; set; }
    }

    public class UpdateThingShadowResponse : AmazonWebServiceResponse
    {
        public MemoryStream Payload { get; set; }
    }

    public class DeleteThingShadowRequest : AmazonIotDataRequest
    {
        public string ThingName { get; set; }
        public string ShadowName { get; set; }
    }

    public class DeleteThingShadowResponse : AmazonWebServiceResponse
    {
        public MemoryStream Payload { get; set; }
    }

    public class ConflictException : AmazonIotDataException
    {
        public ConflictException(string message)
            : base(message) { }
    }

    public class InternalFailureException : AmazonIotDataException
    {
        public InternalFailureException(string message)
            : base(message) { }
    }

    public class InvalidRequestException : AmazonIotDataException
    {
        public InvalidRequestException(string message)
            : base(message) { }
    }

    public class MethodNotAllowedException : AmazonIotDataException
    {
        public MethodNotAllowedException(string message)
            : base(message) { }
    }

    public class RequestEntityTooLargeException : AmazonIotDataException
    {
        public RequestEntityTooLargeException(string message)
            : base(message) { }
    }

    public class ResourceNotFoundException : AmazonIotDataException
    {
        public ResourceNotFoundException(string message)
            : base(message) { }
    }

    public class ServiceUnavailableException : AmazonIotDataException
    {
        public ServiceUnavailableException(string message)
            : base(message) { }
    }

    public class ThrottlingException : AmazonIotDataException
    {
        public ThrottlingException(string message)
            : base(message) { }
    }

    public class UnauthorizedException : AmazonIotDataException
    {
        public UnauthorizedException(string message)
            : base(message) { }
    }

    public class UnsupportedDocumentEncodingException : AmazonIotDataException
    {
        public UnsupportedDocumentEncodingException(string message)
            : base(message) { }
    }
}

namespace Amazon.IoT
{
    using Amazon.IoT.Model;

    public interface IAmazonIoT : IAmazonService, IDisposable
    {
        Task<DescribeEndpointResponse> DescribeEndpointAsync(
            DescribeEndpointRequest request,
            CancellationToken cancellationToken = default
        );
        Task<CreateCertificateFromCsrResponse> CreateCertificateFromCsrAsync(
            CreateCertificateFromCsrRequest request,
            CancellationToken cancellationToken = default
        );
        Task<DescribeCertificateResponse> DescribeCertificateAsync(
            DescribeCertificateRequest request,
            CancellationToken cancellationToken = default
        );
        Task<ListCertificatesResponse> ListCertificatesAsync(
            ListCertificatesRequest request,
            CancellationToken cancellationToken = default
        );
        Task<UpdateCertificateResponse> UpdateCertificateAsync(
            UpdateCertificateRequest request,
            CancellationToken cancellationToken = default
        );
        Task<DeleteCertificateResponse> DeleteCertificateAsync(
            DeleteCertificateRequest request,
            CancellationToken cancellationToken = default
        );
        Task<CreateThingResponse> CreateThingAsync(CreateThingRequest request, CancellationToken cancellationToken = default);
        Task<AddThingToThingGroupResponse> AddThingToThingGroupAsync(
            AddThingToThingGroupRequest request,
            CancellationToken cancellationToken = default
        );
        Task<ListThingPrincipalsResponse> ListThingPrincipalsAsync(
            ListThingPrincipalsRequest request,
            CancellationToken cancellationToken = default
        );
        Task<AttachThingPrincipalResponse> AttachThingPrincipalAsync(
            AttachThingPrincipalRequest request,
            CancellationToken cancellationToken = default
        );
        Task<DetachThingPrincipalResponse> DetachThingPrincipalAsync(
            DetachThingPrincipalRequest request,
            CancellationToken cancellationToken = default
        );
        Task<AttachPolicyResponse> AttachPolicyAsync(AttachPolicyRequest request, CancellationToken cancellationToken = default);
        Task<DetachPolicyResponse> DetachPolicyAsync(DetachPolicyRequest request, CancellationToken cancellationToken = default);
        static ClientConfig IAmazonService.CreateDefaultClientConfig() => throw null;
        static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
            throw null;
    }

    public class AmazonIoTClient : AmazonServiceClient, IAmazonIoT
    {
        public AmazonIoTClient(AmazonIoTConfig config)
            : base(config) { }

        public AmazonIoTClient(AWSCredentials credentials, AmazonIoTConfig clientConfig)
            : base(credentials, clientConfig) { }

        public virtual Task<DescribeEndpointResponse> DescribeEndpointAsync(
            DescribeEndpointRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<CreateCertificateFromCsrResponse> CreateCertificateFromCsrAsync(
            CreateCertificateFromCsrRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<DescribeCertificateResponse> DescribeCertificateAsync(
            DescribeCertificateRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<ListCertificatesResponse> ListCertificatesAsync(
            ListCertificatesRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<UpdateCertificateResponse> UpdateCertificateAsync(
            UpdateCertificateRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<DeleteCertificateResponse> DeleteCertificateAsync(
            DeleteCertificateRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<CreateThingResponse> CreateThingAsync(
            CreateThingRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<AddThingToThingGroupResponse> AddThingToThingGroupAsync(
            AddThingToThingGroupRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<ListThingPrincipalsResponse> ListThingPrincipalsAsync(
            ListThingPrincipalsRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<AttachThingPrincipalResponse> AttachThingPrincipalAsync(
            AttachThingPrincipalRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<DetachThingPrincipalResponse> DetachThingPrincipalAsync(
            DetachThingPrincipalRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<AttachPolicyResponse> AttachPolicyAsync(
            AttachPolicyRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;

        public virtual Task<DetachPolicyResponse> DetachPolicyAsync(
            DetachPolicyRequest request,
            CancellationToken cancellationToken = default
        ) => throw null;
    }

    public class AmazonIoTConfig : ClientConfig
    {
        public AmazonIoTConfig()
            : base(null) { }

        public override string RegionEndpointServiceName => throw null;
        public override string ServiceVersion => throw null;
        public override string UserAgent => throw null;

        public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(
            Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters
        ) => throw null;
    }

    public class CertificateStatus : ConstantClass
    {
        public static readonly CertificateStatus ACTIVE;
        public static readonly CertificateStatus INACTIVE;
        public static readonly CertificateStatus PENDING_ACTIVATION;
        public static readonly CertificateStatus PENDING_TRANSFER;
        public static readonly CertificateStatus REGISTER_INACTIVE;
        public static readonly CertificateStatus REVOKED;

        public CertificateStatus(string value)
            : base(value) { }

        public static CertificateStatus FindValue(string value) => throw null;

        public static implicit operator CertificateStatus(string value) => throw null;
    }

    public class AmazonIoTException : AmazonServiceException
    {
        public AmazonIoTException(string message)
            : base(message) { }
    }
}

namespace Amazon.IoT.Model
{
    public class AmazonIoTRequest : AmazonWebServiceRequest;

    public class DescribeEndpointRequest : AmazonIoTRequest
    {
        public string EndpointType { get; set; }
    }

    public class DescribeEndpointResponse : AmazonWebServiceResponse
    {
        public string EndpointAddress { get; set; }
    }

    public class CreateCertificateFromCsrRequest : AmazonIoTRequest
    {
        public string CertificateSigningRequest { get; set; }

        public bool? SetAsActive { get; set; }
    }

    public class CreateCertificateFromCsrResponse : AmazonWebServiceResponse
    {
        public string CertificateArn { get; set; }

        public string CertificateId { get; set; }

        public string CertificatePem { get; set; }
    }

    public class DescribeCertificateRequest : AmazonIoTRequest
    {
        public string CertificateId { get; set; }
    }

    public class DescribeCertificateResponse : AmazonWebServiceResponse
    {
        public CertificateDescription CertificateDescription { get; set; }
    }

    public class CertificateDescription
    {
        public string CaCertificateId { get; set; }

        public string CertificateArn { get; set; }

        public string CertificateId { get; set; }

        public string CertificatePem { get; set; }

        public CertificateStatus Status { get; set; }
    }

    public class ListCertificatesRequest : AmazonIoTRequest
    {
        public bool? AscendingOrder { get; set; }

        public string Marker { get; set; }

        public int? PageSize { get; set; }
    }

    public class ListCertificatesResponse : AmazonWebServiceResponse
    {
        public List<Certificate> Certificates { get; set; }

        public string NextMarker { get; set; }
    }

    public class Certificate
    {
        public string CertificateArn { get; set; }

        public string CertificateId { get; set; }

        public DateTime? CreationDate { get; set; }

        public CertificateStatus Status { get; set; }
    }

    public class UpdateCertificateRequest : AmazonIoTRequest
    {
        public string CertificateId { get; set; }

        public CertificateStatus NewStatus { get; set; }
    }

    public class UpdateCertificateResponse : AmazonWebServiceResponse;

    public class DeleteCertificateRequest : AmazonIoTRequest
    {
        public string CertificateId { get; set; }

        public bool? ForceDelete { get; set; }
    }

    public class DeleteCertificateResponse : AmazonWebServiceResponse;

    public class CreateThingRequest : AmazonIoTRequest
    {
        public string ThingName { get; set; }

        public string ThingTypeName { get; set; }
    }

    public class CreateThingResponse : AmazonWebServiceResponse
    {
        public string ThingArn { get; set; }

        public string ThingId { get; set; }

        public string ThingName { get; set; }
    }

    public class AddThingToThingGroupRequest : AmazonIoTRequest
    {
        public string ThingGroupName { get; set; }

        public string ThingName { get; set; }
    }

    public class AddThingToThingGroupResponse : AmazonWebServiceResponse;

    public class ListThingPrincipalsRequest : AmazonIoTRequest
    {
        public int? MaxResults { get; set; }

        public string NextToken { get; set; }

        public string ThingName { get; set; }
    }

    public class ListThingPrincipalsResponse : AmazonWebServiceResponse
    {
        public string NextToken { get; set; }

        public List<string> Principals { get; set; }
    }

    public class AttachThingPrincipalRequest : AmazonIoTRequest
    {
        public string Principal { get; set; }

        public string ThingName { get; set; }
    }

    public class AttachThingPrincipalResponse : AmazonWebServiceResponse;

    public class DetachThingPrincipalRequest : AmazonIoTRequest
    {
        public string Principal { get; set; }

        public string ThingName { get; set; }
    }

    public class DetachThingPrincipalResponse : AmazonWebServiceResponse;

    public class AttachPolicyRequest : AmazonIoTRequest
    {
        public string PolicyName { get; set; }

        public string Target { get; set; }
    }

    public class AttachPolicyResponse : AmazonWebServiceResponse;

    public class DetachPolicyRequest : AmazonIoTRequest
    {
        public string PolicyName { get; set; }

        public string Target { get; set; }
    }

    public class DetachPolicyResponse : AmazonWebServiceResponse;

    public class CertificateStateException : AmazonIoTException
    {
        public CertificateStateException(string message)
            : base(message) { }
    }

    public class DeleteConflictException : AmazonIoTException
    {
        public DeleteConflictException(string message)
            : base(message) { }
    }

    public class ResourceAlreadyExistsException : AmazonIoTException
    {
        public ResourceAlreadyExistsException(string message)
            : base(message) { }
    }

    public class ResourceNotFoundException : AmazonIoTException
    {
        public ResourceNotFoundException(string message)
            : base(message) { }
    }
}
