using DrEvents.Measurement.Settlement;
using Marten.Events.Projections;
using NodaTime;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>One line of statements, as <see cref="StatementLine"/> has it.</summary>
/// <param name="Id">Event, VEN and result.</param>
/// <param name="StartsAt">Start of the event.</param>
public sealed record BookedLine(
    string Id,
    string VenId,
    string EventId,
    int Result,
    int? Supersedes,
    string Terms,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    [property: JsonNumberHandling(LineBooked.AsText)] decimal QuantityKwh,
    [property: JsonNumberHandling(LineBooked.AsText)] decimal PricePerKwh,
    string Currency,
    [property: JsonNumberHandling(LineBooked.AsText)] decimal Amount,
    DateTimeOffset BookedAt,
    string? Unproven = null
)
{
    public static BookedLine From(StatementLine l) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"{l.EventId}/{l.VenId}/{l.Result}"),
            l.VenId,
            l.EventId,
            l.Result,
            l.Supersedes,
            l.Terms,
            l.Start.ToDateTimeOffset(),
            l.End.ToDateTimeOffset(),
            l.QuantityKwh,
            l.PricePerKwh,
            l.Currency,
            l.Amount,
            l.BookedAt.ToDateTimeOffset(),
            l.Unproven
        );
}

/// <summary>A row of it, without its id.</summary>
public sealed record BookedRow(
    string VenId,
    string EventId,
    int Result,
    int? Supersedes,
    string Terms,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    decimal QuantityKwh,
    decimal PricePerKwh,
    string Currency,
    decimal Amount,
    DateTimeOffset BookedAt,
    string? Unproven
)
{
    /// <summary>Columns of the read model.</summary>
    public static string[] Columns { get; } = [.. typeof(BookedRow).GetConstructors()[0].GetParameters().Select(p => p.Name!)];

    public StatementLine Line() =>
        new(
            VenId,
            EventId,
            Result,
            Supersedes,
            Terms,
            Instant.FromDateTimeOffset(StartsAt),
            Instant.FromDateTimeOffset(EndsAt),
            QuantityKwh,
            PricePerKwh,
            Currency,
            Amount,
            Instant.FromDateTimeOffset(BookedAt),
            Unproven
        );
}

/// <summary>Keeps one document a line.</summary>
public sealed class BookedLineProjection : ProjectionBase, IProjection
{
    public const string ProjectionName = "BookedLines";

    /// <summary>Raised with every change after which documents that were written before lack something, or are read as something else.</summary>
    public const uint FormVersion = 2;
    public static readonly string Shard = ShardName.Compose(ProjectionName, version: FormVersion).Identity;

    public BookedLineProjection()
    {
        Name = ProjectionName;
        Version = FormVersion;
        IncludeType<LinesBooked>();
        Options.BatchSize = 1_000;
        Options.DeleteViewTypeOnTeardown<BookedLine>();
    }

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var lines = events
            .Where(e => e.Data is LinesBooked)
            .SelectMany(e => ((LinesBooked)e.Data).Of(ResultBooked.EventOf(e.StreamKey!)!))
            .Select(BookedLine.From)
            .ToList();
        operations.StoreAll(lines, l => l.Id);
        return Task.CompletedTask;
    }
}
