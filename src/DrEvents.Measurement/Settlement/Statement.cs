using NodaTime;

namespace DrEvents.Measurement.Settlement;

/// <summary>Sums of a VEN's lines.</summary>
public sealed record StatementSum(string VenId, decimal QuantityKwh, decimal Amount);

/// <summary>
/// All lines of a period in a currency. A line belongs to the period in which it was booked, so that a statement that was sent never changes: what is
/// corrected later stands on a later one. Sums are those of the lines, to all digits.
/// </summary>
/// <param name="From">The first moment of the period.</param>
/// <param name="Until">Its end, which is in the next one.</param>
/// <param name="Lines">By VEN, event and result.</param>
public sealed record Statement(Instant From, Instant Until, string Currency, IReadOnlyList<StatementLine> Lines)
{
    public decimal TotalKwh { get; } = Lines.Sum(l => l.QuantityKwh);

    public decimal TotalAmount { get; } = Lines.Sum(l => l.Amount);

    /// <summary>By the order of the VENs' ids.</summary>
    public IReadOnlyList<StatementSum> ByVen { get; } =
    [
        .. Lines
            .GroupBy(l => l.VenId)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new StatementSum(g.Key, g.Sum(l => l.QuantityKwh), g.Sum(l => l.Amount))),
    ];

    /// <summary>The statement of a period, from all lines that there are; those of other periods and currencies are not on it.</summary>
    public static Statement Of(Instant from, Instant until, string currency, IEnumerable<StatementLine> lines) =>
        until <= from
            ? throw new ArgumentException("a period ends after it begins", nameof(until))
            : new Statement(
                from,
                until,
                currency,
                [.. InOrder(lines.Where(l => l.Currency == currency && l.BookedAt >= from && l.BookedAt < until))]
            );

    internal static IEnumerable<StatementLine> InOrder(IEnumerable<StatementLine> lines) =>
        lines.OrderBy(l => l.VenId, StringComparer.Ordinal).ThenBy(l => l.EventId, StringComparer.Ordinal).ThenBy(l => l.Result);
}
