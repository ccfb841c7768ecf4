namespace DrEvents.Contracts.Mqtt;

/// <summary>What a signed wish of the device shadow says of itself: for who signs it, and for the VEN that carries it out.</summary>
public static class WishForm
{
    /// <summary>What kind of document it is: no command can be taken for it, and it for none.</summary>
    public const string Kind = "drevents-wish";

    /// <summary>Where it stands below <c>state.desired</c>.</summary>
    public const string Member = "signed";
}
