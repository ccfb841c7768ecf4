namespace DrEvents.Ven.Provisioning;

/// <summary>How a VEN that has no certificate yet gets its own at AWS IoT (fleet provisioning by claim).</summary>
/// <param name="Template">Name of the provisioning template.</param>
/// <param name="CertFile">PEM file of the claim's certificate, which many boxes may share.</param>
/// <param name="KeyFile">PEM file of its key.</param>
public sealed record Claim(string Template, string CertFile, string KeyFile);
