using DrEvents.Measurement.Results;
using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>
/// A page of statement lines of an event, in the order of their VENs' ids; the <see cref="ResultBooked"/> of this number follows its pages, in the stream
/// <c>settlement/{eventId}</c>.
/// </summary>
/// <param name="Number">The result that they settle.</param>
/// <param name="At">When they were booked, in whole milliseconds.</param>
/// <param name="Start">Of the event's hours, as the result has them.</param>
public sealed record LinesBooked(int Number, DateTimeOffset At, DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<LineBooked> Lines)
{
    /// <summary>Lines of a page at most.</summary>
    public const int LinesMax = 100;

    /// <summary>The lines as statements have them.</summary>
    public IEnumerable<StatementLine> Of(string eventId) =>
        Lines.Select(l => new StatementLine(
            l.VenId,
            eventId,
            Number,
            l.Supersedes,
            l.Terms,
            Instant.FromDateTimeOffset(Start),
            Instant.FromDateTimeOffset(End),
            l.QuantityKwh,
            l.PricePerKwh,
            l.Currency,
            l.Amount,
            Instant.FromDateTimeOffset(At),
            l.Unproven
        ));
}

/// <summary>A line of a VEN; of a correction, the difference to what was booked before. Decimal numbers are stored as texts, with all their digits.</summary>
/// <param name="Supersedes">The result that was booked before; null where this is the first one.</param>
/// <param name="Terms">Id of the terms.</param>
/// <param name="Unproven">How far the result rests on readings whose sender nobody can prove, one of <see cref="UnprovenWords"/>; null where it does not.</param>
public sealed record LineBooked(
    string VenId,
    int? Supersedes,
    string Terms,
    [property: JsonNumberHandling(LineBooked.AsText)] decimal QuantityKwh,
    [property: JsonNumberHandling(LineBooked.AsText)] decimal PricePerKwh,
    string Currency,
    [property: JsonNumberHandling(LineBooked.AsText)] decimal Amount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unproven = null
)
{
    internal const JsonNumberHandling AsText = JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString;

    public static LineBooked From(StatementLine line) =>
        new(line.VenId, line.Supersedes, line.Terms, line.QuantityKwh, line.PricePerKwh, line.Currency, line.Amount, line.Unproven);
}

/// <summary>A result was settled, after the pages of its lines. It is never changed: a later result is booked with its differences.</summary>
/// <param name="Number">Of the result.</param>
/// <param name="Lines">How many lines it has.</param>
/// <param name="Unchanged">VENs of which everything was booked before, and that have no line for that.</param>
/// <param name="WithoutTerms">VENs that no terms are for.</param>
/// <param name="Refused">VENs that have terms and could not be booked; the first <see cref="NamedMax"/> are named.</param>
/// <param name="Totals">Sums of its lines, by currency.</param>
public sealed record ResultBooked(
    int Number,
    DateTimeOffset At,
    int Lines,
    int Unchanged,
    int WithoutTerms,
    int Refused,
    IReadOnlyList<LineRefused> RefusedVens,
    IReadOnlyList<BookedTotal> Totals
)
{
    /// <summary>VENs that are named at most.</summary>
    public const int NamedMax = 100;

    private const string Prefix = "settlement/";

    public static string StreamOf(string eventId) => Prefix + eventId;

    public static string? EventOf(string stream) => stream.StartsWith(Prefix, StringComparison.Ordinal) ? stream[Prefix.Length..] : null;

    /// <summary>A result is booked once, and once more only where somebody asks for what was refused: the stored event of each time has one id.</summary>
    /// <param name="times">How often it was booked before.</param>
    public static Guid IdOf(string eventId, int number, int times) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{StreamOf(eventId)}/{number}/{times}")).AsSpan(0, 16));
}

public sealed record LineRefused(string VenId, string Why);

public sealed record BookedTotal(
    string Currency,
    [property: JsonNumberHandling(LineBooked.AsText)] decimal QuantityKwh,
    [property: JsonNumberHandling(LineBooked.AsText)] decimal Amount
);

/// <summary>The newest result that was issued of an event: what tells this room of results.</summary>
public sealed record NewestResult(string Id, int Number, DateTimeOffset At)
{
    public static NewestResult? Fold(NewestResult? state, string id, object stored) =>
        stored is ResultIssued issued ? new NewestResult(id, issued.Number, issued.At) : state;
}

/// <summary>The newest booking of an event: what tells this room of bookings.</summary>
public sealed record NewestBooking(string Id, int Number, DateTimeOffset At)
{
    public static NewestBooking? Fold(NewestBooking? state, string id, object stored) =>
        stored is ResultBooked booked ? new NewestBooking(id, booked.Number, booked.At) : state;
}

/// <summary>Reads settlements from their stream.</summary>
public static class ReadSettlements
{
    /// <summary>All bookings of an event, oldest first.</summary>
    public static async Task<List<ResultBooked>> BookingsAsync(
        this IQuerySession session,
        string eventId,
        CancellationToken cancellation
    ) =>
        [
            .. (await session.EventsOfAsync(ResultBooked.StreamOf(eventId), [typeof(ResultBooked)], cancellation)).Select(e =>
                (ResultBooked)e.Data
            ),
        ];

    /// <summary>All lines of an event by their VENs, oldest first.</summary>
    public static async Task<Dictionary<string, List<StatementLine>>> LinesByVenAsync(
        this IQuerySession session,
        string eventId,
        CancellationToken cancellation
    )
    {
        var pages = await session.EventsOfAsync(ResultBooked.StreamOf(eventId), [typeof(LinesBooked)], cancellation);
        return pages.SelectMany(p => ((LinesBooked)p.Data).Of(eventId)).GroupBy(l => l.VenId).ToDictionary(g => g.Key, g => g.ToList());
    }

    /// <summary>The lines of one VEN in an event, oldest first. Of each booking a page is read.</summary>
    public static async Task<List<StatementLine>> LinesOfAsync(
        this IQuerySession session,
        string eventId,
        string venId,
        IEnumerable<ResultBooked> bookings,
        CancellationToken cancellation
    )
    {
        var lines = new List<StatementLine>();
        foreach (var booked in bookings.Where(b => b.Lines > 0).GroupBy(b => b.Number))
        {
            var pages = await session.PagesAsync<LinesBooked>(
                ResultBooked.StreamOf(eventId),
                ("number", booked.Key.ToString(CultureInfo.InvariantCulture)),
                ("lines", "venId"),
                venId,
                // Of one that was booked twice, the second time may have it.
                booked.Count() == 1
                    ? 1
                    : int.MaxValue,
                cancellation
            );
            lines.AddRange(pages.SelectMany(p => p.Of(eventId)).Where(l => l.VenId == venId));
        }
        return lines;
    }
}
