using DrEvents.Measurement.Proof;
using DrEvents.Ven.Receipts;
using NodaTime;

namespace DrEvents.Ven.Tests.Receipts;

/// <summary>Receipts as a backend signs them.</summary>
internal static class Signed
{
    public const string VenId = "ven-1";
    public const string EventId = "evt-1a2b3c4d";

    /// <summary>The grid operator's key.</summary>
    public static SigningKey Key { get; } = SigningKey.New();

    /// <summary>Somebody else's.</summary>
    public static SigningKey Foreign { get; } = SigningKey.New();

    /// <summary>The operator's key, as a VEN is given it.</summary>
    public static ReceiptKeys Keys => ReceiptKeys.Read(Key.Public.ToPem()).Keys!;

    /// <summary>A receipt.</summary>
    public static Receipt Of(int result = 1, string eventId = EventId, string amount = "0.50", int day = 1, string venId = VenId) =>
        new(
            venId,
            eventId,
            result,
            "caiso-10-in-10",
            1,
            ReductionKw: 2,
            EnergyKwh: 2,
            new ReceiptMoney(amount, "EUR"),
            Instant.FromUtc(2026, 7, day, 18, 10)
        );
}
