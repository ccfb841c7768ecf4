using DrEvents.Measurement.Settlement;
using Parquet;
using Parquet.Schema;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Lines of statements as Apache Parquet: the columns of the table, in groups of rows, with decimal numbers and times in UTC.</summary>
public static class StatementParquet
{
    /// <summary>Rows that are in memory at once.</summary>
    private const int GroupRows = 10_000;

    /// <summary>Of decimal numbers: as many as the type of the language has.</summary>
    private const int Digits = 28;
    private const int PriceDigits = 9;
    private const int AmountDigits = 6;

    private static readonly DataField VenId = Text("venId");
    private static readonly DataField EventId = Text("eventId");
    private static readonly DataField Result = new DataField<int>("result", nullable: false);
    private static readonly DataField Supersedes = new DataField<int>("supersedes", nullable: true);
    private static readonly DataField Terms = Text("terms");
    private static readonly DataField Start = Time("start");
    private static readonly DataField End = Time("end");
    private static readonly DataField QuantityKwh = Number("quantityKwh", Booking.QuantityDigits);
    private static readonly DataField PricePerKwh = Number("pricePerKwh", PriceDigits);
    private static readonly DataField Currency = Text("currency");
    private static readonly DataField Amount = Number("amount", AmountDigits);
    private static readonly DataField BookedAt = Time("bookedAt");

    private static readonly DataField Unproven = new DataField<string>("unproven", nullable: true);

    private static readonly ParquetSchema Schema = new(
        VenId,
        EventId,
        Result,
        Supersedes,
        Terms,
        Start,
        End,
        QuantityKwh,
        PricePerKwh,
        Currency,
        Amount,
        BookedAt,
        Unproven
    );

    /// <param name="to">Somewhere that places can be looked up in.</param>
    public static async Task WriteAsync(Stream to, IAsyncEnumerable<StatementLine> lines, CancellationToken cancellation)
    {
        await using var writer = await ParquetWriter.CreateAsync(Schema, to, cancellationToken: cancellation);
        await foreach (var group in lines.Chunk(GroupRows).WithCancellation(cancellation))
            await WriteAsync(writer, group, cancellation);
    }

    private static async Task WriteAsync(ParquetWriter writer, StatementLine[] lines, CancellationToken cancellation)
    {
        using var group = writer.CreateRowGroup();
        await TextsAsync(VenId, l => l.VenId);
        await TextsAsync(EventId, l => l.EventId);
        await ValuesAsync(Result, l => l.Result);
        int?[] supersedes = [.. lines.Select(l => l.Supersedes)];
        await group.WriteAsync<int>(Supersedes, supersedes.AsMemory(), cancellationToken: cancellation);
        await TextsAsync(Terms, l => l.Terms);
        await ValuesAsync(Start, l => l.Start.ToDateTimeUtc());
        await ValuesAsync(End, l => l.End.ToDateTimeUtc());
        await ValuesAsync(QuantityKwh, l => l.QuantityKwh);
        await ValuesAsync(PricePerKwh, l => l.PricePerKwh);
        await TextsAsync(Currency, l => l.Currency);
        await ValuesAsync(Amount, l => l.Amount);
        await ValuesAsync(BookedAt, l => l.BookedAt.ToDateTimeUtc());
        await group.WriteAsync(Unproven, [.. lines.Select(l => l.Unproven!)]);
        group.CompleteValidate();

        Task TextsAsync(DataField field, Func<StatementLine, string> of) => group.WriteAsync(field, [.. lines.Select(of)]);

        Task ValuesAsync<T>(DataField field, Func<StatementLine, T> of)
            where T : struct
        {
            T[] values = [.. lines.Select(of)];
            return group.WriteAsync<T>(field, values.AsMemory(), cancellationToken: cancellation);
        }
    }

    private static DataField<string> Text(string name) => new(name, nullable: false);

    private static DecimalDataField Number(string name, int digits) => new(name, Digits, digits, isNullable: false);

    private static DateTimeDataField Time(string name) =>
        new(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, DateTimeTimeUnit.Micros, isNullable: false);
}
