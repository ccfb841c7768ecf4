namespace DrEvents.Contracts.Mqtt;

/// <summary>AWS IoT's reserved topics of fleet provisioning: a certificate for a request, and with it a thing by a template. Payloads are JSON.</summary>
public static class ProvisioningTopics
{
    /// <summary>
    /// <c>{certificateSigningRequest}</c> is answered by <c>{certificateId, certificatePem, certificateOwnershipToken}</c>. The certificate
    /// goes again unless it is used soon.
    /// </summary>
    public const string CreateFromCsr = "$aws/certificates/create-from-csr/json";

    /// <summary><c>{certificateOwnershipToken, parameters}</c> is answered by <c>{thingName, deviceConfiguration}</c>.</summary>
    public static string Provision(string template) => $"$aws/provisioning-templates/{template}/provision/json";

    /// <summary>Where an accepted request is answered.</summary>
    public static string Accepted(string request) => request + "/accepted";

    /// <summary>Where a rejected request is answered: <c>{statusCode, errorCode, errorMessage}</c>.</summary>
    public static string Rejected(string request) => request + "/rejected";
}
