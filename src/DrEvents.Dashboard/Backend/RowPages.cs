namespace DrEvents.Dashboard.Backend;

/// <summary>Reads long tables in pages that the backend lists at once.</summary>
public static class RowPages
{
    /// <summary>Most rows of one page.</summary>
    public const int PageMost = 500;

    /// <summary>Reads all of them, one page after the other.</summary>
    /// <param name="read">Reads from an offset on, at most so many.</param>
    /// <param name="total">How many there are, as a page says it.</param>
    public static async IAsyncEnumerable<TPage> AllAsync<TPage>(Func<int, int, Task<TPage>> read, Func<TPage, long> total)
    {
        var offset = 0;
        TPage page;
        do
        {
            page = await read(offset, PageMost);
            yield return page;
            offset += PageMost;
        } while (offset < total(page));
    }

    /// <summary>Reads from an offset on as many as are asked for.</summary>
    /// <returns>The last page, and the rows of all.</returns>
    public static async Task<(TPage Last, IReadOnlyList<TRow> Rows)> ReadAsync<TPage, TRow>(
        Func<int, int, Task<TPage>> read,
        Func<TPage, IReadOnlyList<TRow>> rowsOf,
        int offset,
        int count
    )
    {
        var rows = new List<TRow>();
        TPage page;
        int asked;
        do
        {
            asked = Math.Clamp(count - rows.Count, 1, PageMost);
            page = await read(offset + rows.Count, asked);
            rows.AddRange(rowsOf(page));
        } while (rowsOf(page).Count == asked && rows.Count < count);
        return (page, rows);
    }
}
