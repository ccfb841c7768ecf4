using System.Security.Claims;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Which statement is asked for.</summary>
public sealed record StatementQuery(
    DateTimeOffset From,
    DateTimeOffset Until,
    string Currency,
    string? VenId,
    string Format,
    int? LinesMost = null
)
{
    public const string Json = "json";
    public const string Csv = "csv";
    public const string Parquet = "parquet";
    private const string NoCurrency = "is missing";
    private const int LinesMax = 10_000;
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(400);
    private static readonly TimeSpan PeriodDefault = TimeSpan.FromDays(31);

    public static (StatementQuery Query, ProblemDetails Problem) Read(
        (string? From, string? Until, string? Currency, string? VenId, string? Format, string? Lines) asked,
        IReadOnlyList<string> currencies,
        DateTimeOffset now
    )
    {
        var fields = new QueryFields();
        var until = fields.Time("until", asked.Until) ?? now;
        var from = fields.Time("from", asked.From) ?? until - PeriodDefault;
        fields.If(until > now, "until", "is still to come");
        fields.If(fields.None && from >= until, "from", "is not before until");
        fields.If(fields.None && until - from > LongestPeriod, "from", $"is more than {LongestPeriod.TotalDays:0} days before until");
        var (venId, format) = (Text(asked.VenId), Text(asked.Format) ?? Json);
        fields.If(venId is not null && !VenIds.IsValid(venId), "venId", $"is not {VenIds.Form}");
        fields.If(format is not (Json or Csv or Parquet), "format", $"is none of {Json}, {Csv}, {Parquet}");
        var currency = Text(asked.Currency) ?? (currencies.Count == 1 ? currencies[0] : null);
        fields.If(
            currency is null && currencies.Count > 0,
            "currency",
            $"{NoCurrency}: the terms are in {string.Join(" and ", currencies)}"
        );
        fields.If(
            currency is { } c && (c.Length != 3 || !c.All(char.IsAsciiLetterUpper)),
            "currency",
            "is not three capital letters, such as EUR"
        );
        var most = (int?)fields.Whole("lines", asked.Lines, 1, LinesMax);
        fields.If(most is not null && format != Json, "lines", "is for the format json: a file is whole");
        return (new StatementQuery(from, until, currency ?? "", venId, format, most), fields.Answer);
    }

    public static ProblemDetails WithoutCurrency => new FieldErrors().If(true, "currency", NoCurrency).Answer;

    /// <summary>The lines, one after the other, by VEN, event and result.</summary>
    public async IAsyncEnumerable<StatementLine> LinesAsync(IQuerySession session, [EnumeratorCancellation] CancellationToken cancellation)
    {
        List<(string, string)> of = [(nameof(BookedLine.Currency), Currency)];
        if (VenId is not null)
            of.Add((nameof(BookedLine.VenId), VenId));
        var rows = session.RowsInOrderAsync<BookedLine, BookedRow>(
            of,
            (nameof(BookedLine.BookedAt), From, Until),
            [nameof(BookedLine.VenId), nameof(BookedLine.EventId), nameof(BookedLine.Result)],
            cancellation
        );
        await foreach (var row in rows)
            yield return row.Line();
    }

    public Instant Begin => Instant.FromDateTimeOffset(From);
    public Instant End => Instant.FromDateTimeOffset(Until);

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

public static class GetStatement
{
    /// <summary>An answer waits so long for what was booked before it was asked for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static async Task<(StatementQuery Query, ProblemDetails Problem)> LoadAsync(
        string? from,
        string? until,
        string? currency,
        string? venId,
        string? format,
        string? lines,
        IQuerySession session,
        TermsInForce terms,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var currencies = terms.Book?.Currencies ?? [];
        var (query, problem) = StatementQuery.Read((from, until, currency, venId, format, lines), currencies, clock.GetUtcNow());
        if (problem != Problems.None)
            return (query, problem);
        if (terms.Book is null && !await session.Query<BookedLine>().AnyAsync(cancellation))
            return (query, Bookings.None($"Nothing is booked: {TermsInForce.None}"));
        // Without terms nothing is known of a currency that nobody named, and something was booked by those of before.
        return (query, query.Currency.Length == 0 ? StatementQuery.WithoutCurrency : await LevelAsync(session, clock, cancellation));
    }

    /// <summary>Shows the statement of a period: all lines that were booked in it.</summary>
    /// <remarks>
    /// <c>from</c> and <c>until</c>: the period, at most 400 days; the last 31 days unless they say otherwise. <c>currency</c>: needed where the terms are in
    /// several. <c>venId</c>: of one VEN. <c>format</c>: <c>json</c>, <c>csv</c> or <c>parquet</c>. <c>lines</c>: of <c>json</c>, so many lines at most, for a
    /// page that shows the first of them; the totals are of all. To callers who are bounded to programmes there are no lines but those of their events. A line that was booked never changes, and what corrects it
    /// is booked later, so that the statement of a period that is over stays as it is.
    /// </remarks>
    [WolverineGet("/api/statements")]
    [Needs(Need.Read, Reach.Own)]
    [HeavyRead]
    [ToldInPieces]
    [ProducesResponseType<StatementView>(StatusCodes.Status200OK)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static IResult Get(StatementQuery query, ClaimsPrincipal user, IDocumentStore store, ProgrammesOfEvents events) =>
        new StatementResult(query, store, OfCaller.Programmes(user) is { } own ? OwnAsync(events, own) : null);

    /// <summary>Whether a line is of an event of these programmes. Those of a VEN come together, of one event after the other.</summary>
    private static Func<StatementLine, CancellationToken, ValueTask<bool>> OwnAsync(ProgrammesOfEvents events, IReadOnlyList<string> own) =>
        (line, cancellation) => events.IsOfAsync(own, line.EventId, cancellation);

    /// <summary>The read model has to hold what is stored, else the statement would lack lines.</summary>
    internal static async Task<ProblemDetails> LevelAsync(IQuerySession session, TimeProvider clock, CancellationToken cancellation)
    {
        var newest = await session.NewestSequenceAsync(cancellation);
        var begin = clock.GetTimestamp();
        while (await session.ProjectedAsync(BookedLineProjection.Shard, cancellation) < newest)
        {
            if (clock.GetElapsedTime(begin) > LongestWait)
                return Problems.NotReady("Lines that are booked are not on statements yet; ask again soon");
            await Task.Delay(Look, clock, cancellation);
        }
        return Problems.None;
    }
}
