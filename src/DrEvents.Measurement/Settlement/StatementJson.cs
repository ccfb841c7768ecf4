using System.Buffers;
using System.Text;
using System.Text.Json;
using DrEvents.Measurement.Files;
using NodaTime;

namespace DrEvents.Measurement.Settlement;

/// <summary>A statement as JSON. Money and quantities are texts, since a reader that takes numbers as binary would change them.</summary>
public static class StatementJson
{
    /// <summary>A month of ten thousand VENs with an event a day.</summary>
    private const long BytesMost = 100_000_000;

    /// <summary>So much waits to be written on.</summary>
    private const int PendingBytesMost = 64 * 1024;

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
        int? Supersedes = null,
        string? Unproven = null
    );

    public static string Write(Statement statement)
    {
        using var bytes = new MemoryStream();
        WriteAsync(bytes, statement.From, statement.Until, statement.Currency, statement.Lines.ToAsyncEnumerable(), CancellationToken.None)
            .GetAwaiter()
            .GetResult();
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Writes a statement whose lines come one after the other, in their order: what is held of them is a sum for each VEN.</summary>
    /// <param name="lines">All lines of the period in the currency, by VEN, event and result.</param>
    /// <param name="most">So many lines are written at most, and sums of as many VENs; the totals are of all. Null for the whole statement.</param>
    public static async Task WriteAsync(
        Stream to,
        Instant from,
        Instant until,
        string currency,
        IAsyncEnumerable<StatementLine> lines,
        CancellationToken cancellation,
        int? most = null
    )
    {
        // The serializer flushes what it writes to at once; a server's connection takes nothing but what is waited for.
        var buffer = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("from", StatementFields.Text(from));
        json.WriteString("until", StatementFields.Text(until));
        json.WriteString("currency", currency);
        json.WriteStartArray("lines");
        var sums = new SortedDictionary<string, StatementSum>(StringComparer.Ordinal);
        var count = 0L;
        await foreach (var line in lines.WithCancellation(cancellation))
        {
            if (most is null || count < most)
                JsonSerializer.Serialize(json, Of(line), Written);
            count++;
            var sum = sums.GetValueOrDefault(line.VenId) ?? new StatementSum(line.VenId, 0, 0);
            sums[line.VenId] = sum with { QuantityKwh = sum.QuantityKwh + line.QuantityKwh, Amount = sum.Amount + line.Amount };
            if (buffer.WrittenCount > PendingBytesMost)
                await SendAsync();
        }
        json.WriteEndArray();
        json.WriteStartArray("byVen");
        foreach (var sum in sums.Values.Take(most ?? int.MaxValue))
        {
            JsonSerializer.Serialize(json, Of(sum), Written);
            if (buffer.WrittenCount > PendingBytesMost)
                await SendAsync();
        }
        json.WriteEndArray();
        json.WriteString("totalKwh", StatementFields.Text(sums.Values.Sum(s => s.QuantityKwh)));
        json.WriteString("totalAmount", StatementFields.Text(sums.Values.Sum(s => s.Amount)));
        // Who asked for a part is told how much of the whole it is; nobody can take it for the statement.
        if (most is not null)
        {
            json.WriteNumber("linesOfAll", count);
            json.WriteNumber("vensOfAll", sums.Count);
        }
        json.WriteEndObject();
        await SendAsync();

        async Task SendAsync()
        {
            await json.FlushAsync(cancellation);
            await to.WriteAsync(buffer.WrittenMemory, cancellation);
            buffer.ResetWrittenCount();
        }
    }

    /// <summary>The statement; or a <see cref="BadFileException"/> where it is none, or where its sums are not those of its lines.</summary>
    public static Statement Read(InputFile file)
    {
        var read = JsonFile.Read<Document>(file.Name, JsonFile.Text(file, BytesMost));
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

    private static DocumentLine Of(StatementLine line) =>
        new(
            line.VenId,
            line.EventId,
            line.Result,
            line.Terms,
            StatementFields.Text(line.Start),
            StatementFields.Text(line.End),
            StatementFields.Text(line.QuantityKwh),
            StatementFields.Text(line.PricePerKwh),
            StatementFields.Text(line.Amount),
            StatementFields.Text(line.BookedAt),
            line.Supersedes,
            line.Unproven
        );

    private static DocumentSum Of(StatementSum sum) =>
        new(sum.VenId, StatementFields.Text(sum.QuantityKwh), StatementFields.Text(sum.Amount));

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
            StatementFields.Time(file, 1, at + "bookedAt", line.BookedAt),
            line.Unproven is { } word ? StatementFields.Unproven(file, 1, at + "unproven", word) : null
        );

    private static int Count(string file, string field, int number) =>
        number > 0 ? number : throw new BadFileException(file, 1, field, $"{number} is not a whole number from 1 on");
}
