using static DrEvents.Backend.Hosting.OpenApi.Examples.ExampleNames;

namespace DrEvents.Backend.Hosting.OpenApi.Examples;

/// <summary>What is paid for the event of the other examples: 25 cents for a kWh, of which a late reading has added a tenth.</summary>
public static class ExampleSettlement
{
    private const string Terms = "evening-2026";
    private const string Price = "0.25";
    private const string Currency = "EUR";
    private static readonly DateTimeOffset Month = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly StatementView Statement = new(
        Month,
        Month.AddMonths(1),
        Currency,
        [
            new StatementLineView(VenId, DrEventId, 1, Terms, Start, End, "1.850000", Price, "0.46", End.AddMinutes(10)),
            new StatementLineView(VenId, DrEventId, 2, Terms, Start, End, "0.100000", Price, "0.03", End.AddHours(5), Supersedes: 1),
        ],
        [new StatementSumView(VenId, "1.950000", "0.49")],
        "1.950000",
        "0.49"
    );

    private static readonly BookingView Booking = new(
        DrEventId,
        Number: 2,
        End.AddHours(5),
        Lines: 1,
        Unchanged: 0,
        WithoutTerms: 0,
        Refused: 1,
        [new RefusedLineView(OtherVenId, "its result is provisional: 1 of 2 intervals are not known")],
        [new BookedTotalView(Currency, "0.100000", "0.03")]
    );

    private static readonly TermsView InForce = new(
        "terms.json",
        "5f1c77aa0b1d6f2b4d2f7a0c1e9d8b7a6f5e4d3c2b1a09f8e7d6c5b4a3928170",
        Month,
        BookProvisional: false,
        [new TermsOfView(Terms, Holds: true, Currency, Price, "clipped", IntervalMinutes: 15, Month, Month.AddYears(1), CapKw: "7.5")]
    );

    public static readonly ApiExample[] All =
    [
        ApiExample.Of(InForce),
        ApiExample.Of(Statement),
        ApiExample.Of(Booking),
        ApiExample.Of(new BookingAsked(Booked: true, Booking)),
        ApiExample.Of(
            new ReceiptView(
                "drevents-receipt",
                Version: 1,
                VenId,
                DrEventId,
                ResultNumber: 2,
                "caiso-10-in-10",
                MethodVersion: 1,
                ReductionKw: 1.95,
                EnergyKwh: 1.95,
                End.AddHours(5),
                "c1d7f30e2cbb8e68338938268437054c",
                "qk3vD3wn5Cv0iBPrN5bQmUo0xV0p9Vbn0sH5v5n2Rz2n2e2bqkqTtJb8yqf7cUeNIgUuEh0gC6y1mB3s8Jd9CA==",
                new ReceiptMoneyView("0.49", Currency)
            )
        ),
        ApiExample.Of(
            new ReceiptKeyView(
                "21fe31dfa154a261626bf854046fd227",
                "Ed25519",
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n"
            )
        ),
    ];
}
