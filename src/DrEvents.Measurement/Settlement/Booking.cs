using System.Globalization;
using DrEvents.Measurement.Engine;

namespace DrEvents.Measurement.Settlement;

/// <summary>
/// Makes lines of statements from results. Powers are taken as they are published (6 digits); a quantity is summed in decimal digits and rounded to 6
/// digits once, and an amount is that quantity times the price, rounded to the currency's digits once; both half away from zero. So everybody can
/// calculate a line again from what stands on it.
/// </summary>
public static class Booking
{
    /// <summary>Digits after the point of a quantity.</summary>
    public const int QuantityDigits = 6;

    private const decimal MinutesPerHour = 60;

    /// <summary>The line of a result: its quantity, or the difference to what was booked before of the same VEN and event. Else why there is none.</summary>
    /// <param name="before">Lines that are booked already; those of other VENs and events do not matter.</param>
    public static (StatementLine? Line, string? Problem) Of(
        SettlementTerms terms,
        SettledResult result,
        IEnumerable<StatementLine> before,
        NodaTime.Instant bookedAt
    )
    {
        var booked = before.Where(l => l.VenId == result.VenId && l.EventId == result.EventId).OrderBy(l => l.Result).ToList();
        if (Refused(terms, result, booked, bookedAt) is { } refused)
            return (null, refused);
        var (quantity, problem) = QuantityKwh(terms, result);
        if (quantity is not { } kwh)
            return (null, problem);
        var amount = Amount(terms, kwh);
        var line = new StatementLine(
            result.VenId,
            result.EventId,
            result.Number,
            booked.Count > 0 ? booked[^1].Result : null,
            terms.Id,
            result.Start,
            result.End,
            kwh - booked.Sum(l => l.QuantityKwh),
            terms.PricePerKwh,
            terms.Currency,
            amount - booked.Sum(l => l.Amount),
            bookedAt,
            result.Unproven
        );
        return (line, null);
    }

    /// <summary>Σ clamp(R, floor, cap)·Δt of a result by its terms, or why it is not known.</summary>
    public static (decimal? Kwh, string? Problem) QuantityKwh(SettlementTerms terms, SettledResult result)
    {
        var minutes = (decimal)(result.End - result.Start).TotalMinutes;
        if (result.ReductionKw.Count != (int)Math.Ceiling(minutes / terms.IntervalMinutes))
            return (
                null,
                $"{Named(result)} has {result.ReductionKw.Count} intervals, and its event {Math.Ceiling(minutes / terms.IntervalMinutes)} of {terms.IntervalMinutes} minutes"
            );
        var kwMinutes = 0m;
        for (var i = 0; i < result.ReductionKw.Count; i++)
        {
            if (result.ReductionKw[i] is not { } kw)
                return (null, $"{Named(result)} does not know the reduction of interval {i + 1} of {result.ReductionKw.Count}");
            if (!(Math.Abs(kw) <= Files.MeterFile.KwMost))
                return (null, $"{Named(result)} has no power in interval {i + 1} of {result.ReductionKw.Count}");
            kwMinutes +=
                Held(terms, (decimal)BaselineResult.Round(kw)) * Math.Min(terms.IntervalMinutes, minutes - i * terms.IntervalMinutes);
        }
        return (Rounded(kwMinutes / MinutesPerHour, QuantityDigits), null);
    }

    /// <summary>The money for a quantity.</summary>
    public static decimal Amount(SettlementTerms terms, decimal quantityKwh) => Rounded(quantityKwh * terms.PricePerKwh, terms.MoneyDigits);

    /// <summary>With all its digits, also where they are zeros, as money is written.</summary>
    private static decimal Rounded(decimal value, int digits) =>
        Math.Round(value, digits, MidpointRounding.AwayFromZero) + new decimal(0, 0, 0, isNegative: false, (byte)digits);

    private static decimal Held(SettlementTerms terms, decimal kw)
    {
        var settled = terms.Settles == SettledReduction.Clipped ? Math.Max(0, kw) : kw;
        return Math.Min(terms.CapKw ?? decimal.MaxValue, Math.Max(terms.FloorKw ?? decimal.MinValue, settled));
    }

    private static string? Refused(SettlementTerms terms, SettledResult result, List<StatementLine> booked, NodaTime.Instant bookedAt) =>
        terms.Problem is { } wrong ? $"the terms {terms.Id}: {wrong.Field} {wrong.Problem}"
        : !SettledIds.IsValid(result.VenId) ? $"the VEN's id {SettledIds.Expected}"
        : !SettledIds.IsValid(result.EventId) ? $"the event's id {SettledIds.Expected}"
        : result.Number < 1 ? $"{Named(result)}: results are counted from 1 on"
        : result.End <= result.Start ? $"{Named(result)}: its event ends before it starts"
        : !terms.HoldAt(result.Start) ? $"{Named(result)}: the terms {terms.Id} do not hold at the start of the event"
        : booked.Count == 0 ? null
        : booked[^1].Result >= result.Number
            ? string.Create(CultureInfo.InvariantCulture, $"{Named(result)}: result {booked[^1].Result} is booked already")
        : booked.Any(l => l.Currency != terms.Currency) ? $"{Named(result)}: it was booked in {booked[^1].Currency} before"
        : booked.Max(l => l.BookedAt) > bookedAt ? $"{Named(result)}: it is booked before the result that it supersedes"
        : null;

    private static string Named(SettledResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"result {result.Number} of {result.VenId} in {result.EventId}");
}
