using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Devices.Commissioning;

/// <summary>What somebody asked of commissioning is not done.</summary>
internal sealed class RefusedException(OwnerRefusal refusal) : Exception(refusal.Detail)
{
    /// <summary>Why.</summary>
    public OwnerRefusal Refusal => refusal;
}
