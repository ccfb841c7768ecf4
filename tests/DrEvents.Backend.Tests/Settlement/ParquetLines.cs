using DrEvents.Measurement.Settlement;
using NodaTime;
using Parquet;
using Parquet.Schema;

namespace DrEvents.Backend.Tests.Settlement;

/// <summary>Reads lines of statements from Parquet as a program would that knows the names of the columns alone.</summary>
internal static class ParquetLines
{
    public static async Task<List<StatementLine>> ReadAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        await using var reader = await ParquetReader.CreateAsync(stream);
        var lines = new List<StatementLine>();
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var rows = (int)group.RowCount;
            var (vens, events, terms, currencies) = (
                await TextsAsync("venId"),
                await TextsAsync("eventId"),
                await TextsAsync("terms"),
                await TextsAsync("currency")
            );
            var (results, starts, ends, bookedAt) = (
                await ValuesAsync<int>("result"),
                await ValuesAsync<DateTime>("start"),
                await ValuesAsync<DateTime>("end"),
                await ValuesAsync<DateTime>("bookedAt")
            );
            var (quantities, prices, amounts) = (
                await ValuesAsync<decimal>("quantityKwh"),
                await ValuesAsync<decimal>("pricePerKwh"),
                await ValuesAsync<decimal>("amount")
            );
            var supersedes = new int?[rows];
            await group.ReadAsync<int>(Field("supersedes"), supersedes.AsMemory());
            var unproven = new string?[rows];
            await group.ReadAsync(Field("unproven"), unproven.AsMemory());
            for (var row = 0; row < rows; row++)
                lines.Add(
                    new StatementLine(
                        vens[row],
                        events[row],
                        results[row],
                        supersedes[row],
                        terms[row],
                        At(starts[row]),
                        At(ends[row]),
                        quantities[row],
                        prices[row],
                        currencies[row],
                        amounts[row],
                        At(bookedAt[row]),
                        unproven[row]
                    )
                );

            DataField Field(string name) => reader.Schema.FindDataField(name);

            async Task<string[]> TextsAsync(string name)
            {
                var texts = new string?[rows];
                await group.ReadAsync(Field(name), texts.AsMemory());
                return [.. texts.Select(t => t.ShouldNotBeNull())];
            }

            async Task<T[]> ValuesAsync<T>(string name)
                where T : struct
            {
                var values = new T[rows];
                await group.ReadAsync(Field(name), values.AsMemory());
                return values;
            }
        }
        return lines;
    }

    private static Instant At(DateTime time) => Instant.FromDateTimeUtc(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
