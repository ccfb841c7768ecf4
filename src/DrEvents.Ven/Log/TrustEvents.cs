namespace DrEvents.Ven.Log;

/// <summary>Commands or wishes came that no key of this VEN signed for it and for this time.</summary>
/// <param name="Reason">What is wrong with the newest of them.</param>
/// <param name="Count">How many there were since the last entry.</param>
internal sealed record CommandsRefused(string Reason, int Count) : VenEvent;

/// <summary>A signed command brought the keys that commands are verified by from now on.</summary>
/// <param name="KeyIds">Names them.</param>
/// <param name="IssuedAt">When the backend issued it: an older one changes nothing any more.</param>
internal sealed record CommandKeysTaken(IReadOnlyList<string> KeyIds, DateTimeOffset IssuedAt) : VenEvent;

/// <summary>The device shadow brought a wish that is signed.</summary>
/// <param name="IssuedAtMs">When the backend issued it, Unix milliseconds: an older one is not carried out any more.</param>
internal sealed record SignedWishCame(long IssuedAtMs) : VenEvent;
