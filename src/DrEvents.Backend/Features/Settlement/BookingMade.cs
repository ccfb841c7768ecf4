using DrEvents.Backend.Features.Results;
using DrEvents.Measurement.Results;
using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>The booking of a result as it is made, VEN by VEN in the order of their ids.</summary>
/// <param name="before">What is booked already of the event, by VEN.</param>
/// <param name="programme">The programme that it belongs to; null for none.</param>
/// <param name="elsewhere">Events whose hours overlap with its own and by which VENs are booked already, by VEN.</param>
public sealed class BookingMade(
    string eventId,
    ResultIssued result,
    TermsBook book,
    bool bookProvisional,
    IReadOnlyDictionary<string, List<StatementLine>> before,
    DateTimeOffset at,
    string? programme = null,
    IReadOnlyDictionary<string, string>? elsewhere = null
)
{
    private readonly List<StatementLine> _lines = [];
    private readonly List<LineRefused> _refused = [];
    private readonly HashSet<string> _seen = [];
    private readonly Instant _start = Instant.FromDateTimeOffset(result.Start);
    private readonly Instant _end = Instant.FromDateTimeOffset(result.End);
    private int _refusedCount;
    private int _unchanged;
    private int _withoutTerms;

    public IReadOnlyList<StatementLine> Lines => _lines;

    /// <param name="groups">Those that the VEN is in now.</param>
    public void Add(VenResult ven, IReadOnlyCollection<string> groups)
    {
        _seen.Add(ven.VenId);
        var booked = before.GetValueOrDefault(ven.VenId) ?? [];
        if (booked.Count > 0 && booked[^1].Result >= result.Number)
        {
            _unchanged++;
            return;
        }
        var (terms, problem) = TermsOf(ven.VenId, groups, booked);
        if (problem is not null)
            Refuse(ven.VenId, problem);
        else if (terms is null && booked.Count == 0)
            _withoutTerms++;
        else if (terms is null)
            Refuse(ven.VenId, Stands(booked, "there are no terms for it any more"));
        else if (ven.Provisional is { } provisional && !bookProvisional)
            Refuse(ven.VenId, $"its result is provisional: {provisional}");
        else
            Book(ven, terms, booked);
    }

    /// <summary>What was booked of VENs that have no result any more stands, and is named.</summary>
    public ResultBooked Done()
    {
        foreach (var (venId, lines) in before.Where(b => !_seen.Contains(b.Key)).OrderBy(b => b.Key, StringComparer.Ordinal))
            Refuse(venId, Stands(lines, string.Create(CultureInfo.InvariantCulture, $"it is not in result {result.Number}")));
        return new ResultBooked(
            result.Number,
            at,
            _lines.Count,
            _unchanged,
            _withoutTerms,
            _refusedCount,
            [.. _refused],
            [
                .. _lines
                    .GroupBy(l => l.Currency)
                    .OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => new BookedTotal(g.Key, g.Sum(l => l.QuantityKwh), g.Sum(l => l.Amount))),
            ]
        );
    }

    /// <summary>A correction goes by the terms that were booked by, as long as there are such.</summary>
    private (SettlementTerms? Terms, string? Problem) TermsOf(
        string venId,
        IReadOnlyCollection<string> groups,
        List<StatementLine> booked
    ) =>
        booked.Count > 0 && book.Find(booked[^1].Terms) is { } same && same.HoldAt(_start)
            ? (same, null)
            : book.Of(venId, groups, _start, programme);

    private void Book(VenResult ven, SettlementTerms terms, List<StatementLine> booked)
    {
        var minutes = (decimal)(_end - _start).TotalMinutes;
        var (kw, unfit) = TermsIntervals.Of(ven.SignedKw, result.IntervalMinutes, terms.IntervalMinutes, minutes);
        if (kw is null)
        {
            Refuse(ven.VenId, unfit!);
            return;
        }
        var settled = new SettledResult(ven.VenId, eventId, result.Number, _start, _end, kw, ven.Unproven?.Word);
        var (line, problem) = Booking.Of(terms, settled, booked, Instant.FromDateTimeOffset(at));
        if (line is null)
            Refuse(ven.VenId, problem!);
        else if (line.QuantityKwh != 0 && booked.Sum(l => l.QuantityKwh) == 0 && elsewhere?.GetValueOrDefault(ven.VenId) is { } other)
            Refuse(ven.VenId, $"it is booked for event {other} already, whose hours overlap: no kWh is settled twice");
        else if (booked.Count > 0 && line is { QuantityKwh: 0, Amount: 0 } && line.Terms == booked[^1].Terms)
            _unchanged++;
        else
            _lines.Add(line);
    }

    private static string Stands(List<StatementLine> booked, string why) =>
        string.Create(CultureInfo.InvariantCulture, $"{why}; what was booked of result {booked[^1].Result} stands");

    private void Refuse(string venId, string why)
    {
        _refusedCount++;
        if (_refused.Count < ResultBooked.NamedMax)
            _refused.Add(new LineRefused(venId, why));
    }
}
