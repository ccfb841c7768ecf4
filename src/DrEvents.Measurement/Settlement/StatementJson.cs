using System.Text.Json;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Settlement;

/// <summary>A statement as JSON. Money and quantities are texts, since a reader that takes numbers as binary would change them.</summary>
public static class StatementJson
{
    /// <summary>A month of ten thousand VENs with an event a day.</summary>
    private const long BytesMost = 100_000_000;

    private static readonly JsonSerializerOptions Written = new(JsonFile.Options) { WriteIndented = true };

    private sealed record Document(
        string From,
        string Until,
        string Currency,
        IReadOnlyList<DocumentLine> Lines,
        IReadOnlyList<DocumentSum> ByVen,
        string TotalKwh,
        string TotalAmount
    );

    private sealed record DocumentSum(string VenId, string QuantityKwh, string Amount);

    private sealed record DocumentLine(
        string VenId,
        string EventId,
        int Result,
        string Terms,
        string Start,
        string End,
        string QuantityKwh,
        string PricePerKwh,
        string Amount,
        string BookedAt,
        int? Supersedes = null
    );

    public static string Write(Statement statement) => JsonSerializer.Serialize(Of(statement), Written);

    /// <summary>The statement; or a <see cref="BadFileException"/> where it is none, or where its sums are not those of its lines.</summary>
    public static Statement Read(InputFile file)
    {
        var read = JsonFile.Read<Document>(file.Name, JsonFile.Text(file, BytesMost));
        if (read.Lines.Any(l => l is null) || read.ByVen.Any(s => s is null))
            throw new BadFileException(file.Name, 1, "lines", "one of them is null");
        var currency = StatementFields.Id(file.Name, 1, "currency", read.Currency);
        var statement = new Statement(
            StatementFields.Time(file.Name, 1, "from", read.From),
            StatementFields.Time(file.Name, 1, "until", read.Until),
            currency,
            [.. read.Lines.Select((l, i) => Line(file.Name, $"lines.{i}.", currency, l))]
        );
        if (StatementFields.Number(file.Name, 1, "totalKwh", read.TotalKwh) != statement.TotalKwh)
            throw new BadFileException(
                file.Name,
                1,
                "totalKwh",
                $"is not the sum of the lines, {StatementFields.Text(statement.TotalKwh)}"
            );
        if (StatementFields.Number(file.Name, 1, "totalAmount", read.TotalAmount) != statement.TotalAmount)
            throw new BadFileException(
                file.Name,
                1,
                "totalAmount",
                $"is not the sum of the lines, {StatementFields.Text(statement.TotalAmount)}"
            );
        var sums = read.ByVen.Select(
            (s, i) =>
                new StatementSum(
                    s.VenId,
                    StatementFields.Number(file.Name, 1, $"byVen.{i}.quantityKwh", s.QuantityKwh),
                    StatementFields.Number(file.Name, 1, $"byVen.{i}.amount", s.Amount)
                )
        );
        return sums.SequenceEqual(statement.ByVen)
            ? statement
            : throw new BadFileException(file.Name, 1, "byVen", "is not what the lines sum up to");
    }

    private static Document Of(Statement statement) =>
        new(
            StatementFields.Text(statement.From),
            StatementFields.Text(statement.Until),
            statement.Currency,
            [
                .. statement.Lines.Select(l => new DocumentLine(
                    l.VenId,
                    l.EventId,
                    l.Result,
                    l.Terms,
                    StatementFields.Text(l.Start),
                    StatementFields.Text(l.End),
                    StatementFields.Text(l.QuantityKwh),
                    StatementFields.Text(l.PricePerKwh),
                    StatementFields.Text(l.Amount),
                    StatementFields.Text(l.BookedAt),
                    l.Supersedes
                )),
            ],
            [.. statement.ByVen.Select(s => new DocumentSum(s.VenId, StatementFields.Text(s.QuantityKwh), StatementFields.Text(s.Amount)))],
            StatementFields.Text(statement.TotalKwh),
            StatementFields.Text(statement.TotalAmount)
        );

    private static StatementLine Line(string file, string at, string currency, DocumentLine line) =>
        new(
            StatementFields.Id(file, 1, at + "venId", line.VenId),
            StatementFields.Id(file, 1, at + "eventId", line.EventId),
            Count(file, at + "result", line.Result),
            line.Supersedes is { } before ? Count(file, at + "supersedes", before) : null,
            StatementFields.Id(file, 1, at + "terms", line.Terms),
            StatementFields.Time(file, 1, at + "start", line.Start),
            StatementFields.Time(file, 1, at + "end", line.End),
            StatementFields.Number(file, 1, at + "quantityKwh", line.QuantityKwh),
            StatementFields.Number(file, 1, at + "pricePerKwh", line.PricePerKwh),
            currency,
            StatementFields.Number(file, 1, at + "amount", line.Amount),
            StatementFields.Time(file, 1, at + "bookedAt", line.BookedAt)
        );

    private static int Count(string file, string field, int number) =>
        number > 0 ? number : throw new BadFileException(file, 1, field, $"{number} is not a whole number from 1 on");
}
