using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Measurement.Tests.Settlement;

/// <summary>Terms, results and lines that are made for a test.</summary>
internal static class Booked
{
    public static readonly Instant Start = Instant.FromUtc(2026, 7, 15, 14, 0);

    /// <summary>When the first result is booked; each later one an hour after the one before.</summary>
    public static readonly Instant At = Instant.FromUtc(2026, 7, 16, 8, 0);

    /// <summary>25 cents for a kWh, in quarters.</summary>
    public static readonly SettlementTerms Terms = new(
        "evening",
        "EUR",
        0.25m,
        15,
        SettledReduction.Signed,
        Instant.FromUtc(2026, 1, 1, 0, 0),
        Instant.FromUtc(2027, 1, 1, 0, 0)
    );

    /// <summary>A result of quarters from the start on.</summary>
    public static SettledResult Result(double?[] reductionKw, int number = 1, string ven = "ven-1", string dr = "evt-1") =>
        new(ven, dr, number, Start, Start + Duration.FromMinutes(15 * reductionKw.Length), reductionKw);

    public static StatementLine Line(SettlementTerms terms, SettledResult result, params StatementLine[] before)
    {
        var (line, problem) = Booking.Of(terms, result, before, At + Duration.FromHours(before.Length));
        problem.ShouldBeNull();
        return line!;
    }
}
