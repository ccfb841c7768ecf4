namespace DrEvents.Ven.Log;

/// <summary>A real device does otherwise than before.</summary>
/// <param name="LoadId">The load; <c>rest</c> is the main meter.</param>
/// <param name="State"><c>ok</c>, <c>stale</c>, <c>unreachable</c> or <c>refused</c>.</param>
/// <param name="Reason">Why, for people; null where all is well.</param>
internal sealed record DeviceStateChanged(string LoadId, string State, string? Reason) : VenEvent;

/// <summary>A limit is about to be put on a device that does not forget it by itself, or was taken away and read back.</summary>
/// <param name="LoadId">The load.</param>
/// <param name="IsHeld">Whether a limit can be on it.</param>
internal sealed record DeviceHeld(string LoadId, bool IsHeld) : VenEvent;

/// <summary>
/// Somebody has set a limited device by hand. That wins: the load is left alone until the reduction is over, as if its owner had opted out of
/// it for this load.
/// </summary>
/// <param name="LoadId">The load.</param>
/// <param name="What">What the device shows now.</param>
internal sealed record LoadSetByHand(string LoadId, string What) : VenEvent;
