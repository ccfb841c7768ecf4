using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Components.QuickGrid;

namespace DrEvents.Dashboard.Parts;

/// <summary>Rows of a grid, read as far as they are looked at; those that were read are shown on while the backend is away.</summary>
/// <param name="read">Reads from an offset on as many as are asked for, and says how many there are.</param>
/// <param name="changed">Called when something else than the rows is to be drawn anew.</param>
public sealed class GridRows<TRow>(Func<int, int, CancellationToken, Task<(IReadOnlyList<TRow> Rows, int Total)>> read, Action changed)
{
    private Dictionary<int, TRow> _known = [];

    /// <summary>Why they could not be read the last time; null when they could.</summary>
    public BackendException? Problem { get; private set; }

    /// <summary>How many there are; null before that is known.</summary>
    public int? Total { get; private set; }

    /// <summary>Forgets what was read: others are asked for.</summary>
    public void Clear() => _known = [];

    /// <summary>What a grid calls. It has to be given one and the same for its whole life: it reads anew when it is given another.</summary>
    public async ValueTask<GridItemsProviderResult<TRow>> ReadAsync(GridItemsProviderRequest<TRow> request)
    {
        var (offset, count) = (request.StartIndex, request.Count ?? 1);
        var known = _known;
        try
        {
            var (rows, total) = await read(offset, count, request.CancellationToken);
            // It is the answer to what was asked for before.
            if (known != _known)
                return GridItemsProviderResult.From([.. rows], total);
            // While one scrolls the rest of the page is as it was.
            var isOther = Problem is not null || Total != total;
            (Total, Problem) = (total, null);
            for (var i = 0; i < rows.Count; i++)
                _known[offset + i] = rows[i];
            if (isOther)
                changed();
            return GridItemsProviderResult.From([.. rows], total);
        }
        catch (OperationCanceledException) when (request.CancellationToken.IsCancellationRequested)
        {
            // Scrolled past meanwhile. The grid knows its own token, and not those that are linked to it.
            throw new OperationCanceledException(request.CancellationToken);
        }
        catch (BackendException problem)
        {
            Problem = problem;
            changed();
            var kept = Enumerable.Range(offset, count).TakeWhile(_known.ContainsKey).Select(i => _known[i]);
            return GridItemsProviderResult.From([.. kept], _known.Count == 0 ? 0 : Total ?? 0);
        }
    }
}
