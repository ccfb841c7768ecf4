using Amazon.Runtime;

#pragma warning disable IDE0130 // The official package's namespace, so that the package can take this folder's place.
namespace Amazon.IoT.Model;

/// <summary>Asks for a certificate.</summary>
public class CreateCertificateFromCsrRequest : AmazonIoTRequest
{
    /// <summary>PEM.</summary>
    public string? CertificateSigningRequest { get; set; }

    /// <summary>Whether it is good at once.</summary>
    public bool? SetAsActive { get; set; }
}

/// <summary>A new certificate.</summary>
public class CreateCertificateFromCsrResponse : AmazonWebServiceResponse
{
    /// <summary>Its ARN.</summary>
    public string? CertificateArn { get; set; }

    /// <summary>Its id, which is the end of its ARN.</summary>
    public string? CertificateId { get; set; }

    /// <summary>PEM.</summary>
    public string? CertificatePem { get; set; }
}

/// <summary>Asks for a certificate.</summary>
public class DescribeCertificateRequest : AmazonIoTRequest
{
    /// <summary>Its id.</summary>
    public string? CertificateId { get; set; }
}

/// <summary>A certificate.</summary>
public class DescribeCertificateResponse : AmazonWebServiceResponse
{
    /// <summary>What is known of it.</summary>
    public CertificateDescription? CertificateDescription { get; set; }
}

/// <summary>What is known of a certificate.</summary>
public class CertificateDescription
{
    /// <summary>Its ARN.</summary>
    public string? CertificateArn { get; set; }

    /// <summary>Its id.</summary>
    public string? CertificateId { get; set; }

    /// <summary>The authority of one's own that signed it; null where AWS did.</summary>
    public string? CaCertificateId { get; set; }

    /// <summary>PEM.</summary>
    public string? CertificatePem { get; set; }

    /// <summary>Whether it is good.</summary>
    public CertificateStatus? Status { get; set; }
}

/// <summary>Asks for certificates, a page of them.</summary>
public class ListCertificatesRequest : AmazonIoTRequest
{
    /// <summary>Whether the oldest comes first.</summary>
    public bool? AscendingOrder { get; set; }

    /// <summary>Where the page begins.</summary>
    public string? Marker { get; set; }

    /// <summary>How many, 250 at most.</summary>
    public int? PageSize { get; set; }
}

/// <summary>A page of certificates.</summary>
public class ListCertificatesResponse : AmazonWebServiceResponse
{
    /// <summary>The certificates.</summary>
    public List<Certificate>? Certificates { get; set; }

    /// <summary>Where the next page begins; null after the last.</summary>
    public string? NextMarker { get; set; }
}

/// <summary>A certificate in a list.</summary>
public class Certificate
{
    /// <summary>Its ARN.</summary>
    public string? CertificateArn { get; set; }

    /// <summary>Its id.</summary>
    public string? CertificateId { get; set; }

    /// <summary>When it was made.</summary>
    public DateTime? CreationDate { get; set; }

    /// <summary>Whether it is good.</summary>
    public CertificateStatus? Status { get; set; }
}

/// <summary>Activates, deactivates or revokes a certificate.</summary>
public class UpdateCertificateRequest : AmazonIoTRequest
{
    /// <summary>Its id.</summary>
    public string? CertificateId { get; set; }

    /// <summary>What it is from now on.</summary>
    public CertificateStatus? NewStatus { get; set; }
}

/// <summary>It is done.</summary>
public class UpdateCertificateResponse : AmazonWebServiceResponse;

/// <summary>Deletes a certificate.</summary>
public class DeleteCertificateRequest : AmazonIoTRequest
{
    /// <summary>Its id.</summary>
    public string? CertificateId { get; set; }

    /// <summary>Whether a thing or a policy that is attached to it is no reason against it.</summary>
    public bool? ForceDelete { get; set; }
}

/// <summary>It is done.</summary>
public class DeleteCertificateResponse : AmazonWebServiceResponse;
