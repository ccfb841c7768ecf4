using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Proof;
using DrEvents.Measurement.Results;
using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Makes receipts of results. The same result gives the same bytes as long as nothing more of it is booked.</summary>
public sealed class Receipts(ReceiptKey key, TermsInForce terms)
{
    /// <summary>Whether any are given.</summary>
    public bool Any => key.Key is not null;

    /// <summary>The receipt of a VEN, not signed yet; or why there is none.</summary>
    /// <param name="number">Of the result; null for the newest.</param>
    public async Task<(Receipt? Receipt, string? Why)> OfAsync(
        IQuerySession session,
        string eventId,
        string venId,
        CancellationToken cancellation,
        int? number = null
    )
    {
        if (key.Key is null)
            return (null, ReceiptKey.None);
        var results = await session.ResultsAsync(eventId, cancellation);
        if (results.FindLast(r => number is null || r.Number == number) is not { } result)
            return (null, $"Event {eventId} has no result yet");
        var page = await session.VenResultsAsync(eventId, result.Number, venId, 1, cancellation);
        if (page.SelectMany(p => p.Vens).FirstOrDefault(v => v.VenId == venId) is not { } ven)
            return (null, Numbered($"VEN {venId} is not in result {result.Number} of event {eventId}{WhyNot(result, venId)}"));
        if (ven.SignedKwh is not { } kwh)
            return (
                null,
                Numbered($"The energy of VEN {venId} in result {result.Number} of event {eventId} is not known: {ven.Provisional}")
            );
        var bookings = await session.BookingsAsync(eventId, cancellation);
        // With terms there is money on it, and without the money it would be another document.
        if (terms.Book is not null && bookings.TrueForAll(b => b.Number < result.Number))
            return (null, Numbered($"Result {result.Number} of event {eventId} is not booked yet"));
        var lines = await session.LinesOfAsync(eventId, venId, bookings.Where(b => b.Number <= result.Number), cancellation);
        return IsOf(result, ven, eventId, lines)
            ? (Of(eventId, result, ven, kwh, lines), null)
            : (
                null,
                Numbered(
                    $"Result {result.Number} of event {eventId} is not booked of VEN {venId}: what was booked of result {lines[^1].Result} stands"
                )
            );
    }

    /// <summary>Whether lines are what a result comes to. It may have been refused, and then those of the result before it stand.</summary>
    private bool IsOf(ResultIssued result, VenResult ven, string eventId, List<StatementLine> lines)
    {
        if (lines.Count == 0 || lines[^1].Result == result.Number)
            return true;
        if (terms.Book?.Find(lines[^1].Terms) is not { } by)
            return false;
        var (start, end) = (Instant.FromDateTimeOffset(result.Start), Instant.FromDateTimeOffset(result.End));
        var (kw, _) = TermsIntervals.Of(ven.SignedKw, result.IntervalMinutes, by.IntervalMinutes, (decimal)(end - start).TotalMinutes);
        var settled = kw is null ? null : new SettledResult(ven.VenId, eventId, result.Number, start, end, kw);
        return settled is not null && Booking.QuantityKwh(by, settled).Kwh == lines.Sum(l => l.QuantityKwh);
    }

    /// <summary>The receipts of lines that were booked together; the lines are in the order of the VENs' ids. One that cannot be given is left out.</summary>
    public async Task<List<Receipt>> OfLinesAsync(
        IQuerySession session,
        IReadOnlyList<StatementLine> booked,
        CancellationToken cancellation
    )
    {
        var receipts = new List<Receipt>(booked.Count);
        if (key.Key is null || booked is not [var any, ..])
            return receipts;
        var result = (await session.ResultsAsync(any.EventId, cancellation)).Find(r => r.Number == any.Result);
        if (result is null)
            return receipts;
        var bookings = (await session.BookingsAsync(any.EventId, cancellation)).FindAll(b => b.Number <= result.Number);
        var vens = await VensAsync(session, booked, cancellation);
        foreach (var line in booked)
        {
            if (!vens.TryGetValue(line.VenId, out var ven) || ven.SignedKwh is not { } kwh)
                continue;
            // A first line is all that was booked; of a correction what was booked before belongs to it.
            List<StatementLine> lines = line.Supersedes is null
                ? [line]
                : await session.LinesOfAsync(line.EventId, line.VenId, bookings, cancellation);
            receipts.Add(Of(line.EventId, result, ven, kwh, lines));
        }
        return receipts;
    }

    public string Sign(Receipt receipt) => receipt.SignedBy(key.Key!);

    /// <summary>The results of the lines' VENs; a few pages are in memory at once.</summary>
    private static async Task<Dictionary<string, VenResult>> VensAsync(
        IQuerySession session,
        IReadOnlyList<StatementLine> booked,
        CancellationToken cancellation
    )
    {
        const int pagesAtOnce = 3;
        var wanted = booked.Select(l => l.VenId).ToHashSet();
        var found = new Dictionary<string, VenResult>(wanted.Count);
        for (var next = booked[0]; next is not null; )
        {
            var pages = await session.VenResultsAsync(next.EventId, next.Result, next.VenId, pagesAtOnce, cancellation);
            foreach (var ven in pages.SelectMany(p => p.Vens).Where(v => wanted.Contains(v.VenId)))
                found[ven.VenId] = ven;
            var last = pages.LastOrDefault()?.Vens[^1].VenId;
            next = last is null ? null : booked.FirstOrDefault(l => string.CompareOrdinal(l.VenId, last) > 0);
        }
        return found;
    }

    private static Receipt Of(string eventId, ResultIssued result, VenResult ven, double kwh, List<StatementLine> lines) =>
        new(
            ven.VenId,
            eventId,
            result.Number,
            ven.Profile,
            ven.ProfileVersion,
            kwh / (result.End - result.Start).TotalHours,
            kwh,
            lines.Count > 0 ? ReceiptMoney.Of(lines.Sum(l => l.Amount), lines[^1].Currency) : null,
            Instant.FromDateTimeOffset(result.At),
            ven.Provisional
        );

    private static string WhyNot(ResultIssued result, string venId) =>
        result.NotMeasuredVens.FirstOrDefault(v => v.VenId == venId) is { } named ? $": {named.Why}" : "";

    private static string Numbered(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
