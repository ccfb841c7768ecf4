namespace DrEvents.Backend.Features.Identity.Aws;

/// <summary>What a VEN's certificate at AWS IoT Core comes with: configuration section <c>Provisioning</c>. The names are those of <c>ops/terraform</c>.</summary>
public sealed class ProvisioningOptions : ICheckedOptions
{
    /// <summary>Name of the policy that a VEN's certificate gets; without it no certificates are issued.</summary>
    public string? Policy { get; set; }

    /// <summary>Name of the thing type of VENs; none where it is not set.</summary>
    public string? ThingType { get; set; }

    /// <summary>Name of the thing group of VENs; none where it is not set.</summary>
    public string? ThingGroup { get; set; }

    public IEnumerable<string> Problems()
    {
        if (Policy is null && (ThingType ?? ThingGroup) is not null)
            yield return "Provisioning:Policy is not set, but Provisioning:ThingType or Provisioning:ThingGroup is";
    }
}
