using System.Runtime.CompilerServices;

namespace DrEvents.Dashboard.Backend;

/// <summary>Reads the fleet's table in pages that the backend lists at once.</summary>
public static class FleetTable
{
    /// <summary>So many pages are read side by side.</summary>
    private const int AtOnce = 4;

    /// <summary>Reads from an offset on as many as are asked for; the last page says the counts.</summary>
    public static async Task<VenTable> ReadAsync(
        BackendClient backend,
        VenFilter filter,
        int offset,
        int count,
        CancellationToken cancellation = default
    )
    {
        var table = await backend.GetAsync<VenTable>(filter.Table(offset, Math.Clamp(count, 1, VenFilter.PageMost)), cancellation);
        var vens = table.Vens.ToList();
        var end = Math.Min(offset + count, table.Total);
        var next = offset + VenFilter.PageMost;
        while (next < end)
        {
            var places = Enumerable.Range(0, AtOnce).Select(i => next + i * VenFilter.PageMost).TakeWhile(p => p < end).ToList();
            var pages = await Task.WhenAll(
                places.Select(p => backend.GetAsync<VenTable>(filter.Table(p, Math.Min(end - p, VenFilter.PageMost)), cancellation))
            );
            vens.AddRange(pages.SelectMany(p => p.Vens));
            table = pages[^1];
            next += AtOnce * VenFilter.PageMost;
        }
        return table with { Offset = offset, Vens = vens };
    }

    /// <summary>Reads all of them, one page after the other.</summary>
    public static async IAsyncEnumerable<VenTable> PagesAsync(
        BackendClient backend,
        VenFilter filter,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        var offset = 0;
        VenTable page;
        do
        {
            page = await backend.GetAsync<VenTable>(filter.Table(offset, VenFilter.PageMost), cancellation);
            yield return page;
            offset += VenFilter.PageMost;
        } while (offset < page.Total);
    }
}
