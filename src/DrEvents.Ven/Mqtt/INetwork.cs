namespace DrEvents.Ven.Mqtt;

/// <summary>
/// What lies between a VEN and its broker, as far as a simulation has a say in it: a fleet puts its faults here. A VEN in the field has
/// none; its network has faults of its own.
/// </summary>
public interface INetwork
{
    /// <summary>Waits until there is a way to the broker, and returns what is cancelled when that way breaks.</summary>
    Task<CancellationToken> UpAsync(CancellationToken cancellation);

    /// <summary>Takes as long as a message of this topic takes on its way.</summary>
    Task CarryAsync(string topic, CancellationToken cancellation);
}
