using DrEvents.Ven.Devices.Commissioning.Adding;

namespace DrEvents.Ven.Devices.Commissioning.Finding;

/// <summary>Something that a search found. What it says of itself was cleaned of all that a terminal would obey.</summary>
/// <param name="By">How it was found: <c>sunspec</c>, <c>mdns</c> or <c>ocpp</c>.</param>
/// <param name="Place">Where it is, in the form of <see cref="KnownDevice.Place"/>.</param>
/// <param name="Address">Where it is, for people.</param>
internal sealed record FoundDevice(string By, string Place, string Address)
{
    /// <summary>Its maker, as far as it says; the three next likewise.</summary>
    public string? Maker { get; init; }

    /// <summary>Its model.</summary>
    public string? Model { get; init; }

    /// <summary>Its serial number.</summary>
    public string? Serial { get; init; }

    /// <summary>What it calls itself.</summary>
    public string? Name { get; init; }

    /// <summary>How it can be taken into the home; none where the VEN does not know how.</summary>
    public IReadOnlyList<NewDevice> Takes { get; init; } = [];

    /// <summary>What has to be looked at before it is taken, or why it cannot be.</summary>
    public string? Hint { get; init; }

    /// <summary>The id that the home has it under already; null where it is new.</summary>
    public string? KnownAs { get; init; }
}
