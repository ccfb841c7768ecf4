namespace DrEvents.Contracts.Http;

/// <summary>
/// What part of what it promised a VEN delivered, over the newest twenty events of ninety days. Three events in which all was delivered are taken to have
/// been before; refusals and opt-outs count as nothing. Whom an event asks for how much is planned by it.
/// </summary>
/// <param name="DeliveredShare">1 when it delivers what it promises.</param>
/// <param name="TimesAsked">How often it was asked.</param>
public sealed record VenRecordView(string VenId, double DeliveredShare, long TimesAsked);
