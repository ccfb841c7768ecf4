namespace DrEvents.Contracts.Http;

/// <summary>
/// What part of what it promised a VEN delivered, over the newest twenty events of ninety days. Three events in which all was delivered are taken to have
/// been before; refusals and opt-outs count as nothing. Whom an event asks for how much is planned by it.
/// </summary>
/// <param name="DeliveredShare">1 when it delivers what it promises.</param>
/// <param name="TimesAsked">How often it was asked.</param>
/// <param name="CapacityDerate">
/// By what its capacity is to be multiplied: the mean of delivered ÷ asked by the newest results of the last five events that it was told to shed in and has a
/// result of, 1 at most; null where there is none.
/// </param>
/// <param name="DerateEvents">How many events that is the mean of.</param>
[ExactNumbers]
public sealed record VenRecordView(
    string VenId,
    double DeliveredShare,
    long TimesAsked,
    double? CapacityDerate = null,
    int DerateEvents = 0
);
