namespace DrEvents.Ven.Shedding.Counterfactual;

/// <summary>
/// How a temperature goes while a load runs, or while it rests: the median of pieces, so that hot water that is drawn does no harm. A piece lies between
/// two changes of the reading, so that the steps of a thermometer do no harm either.
/// </summary>
/// <param name="standsMost">After so long without a change it stands still; null waits for a change.</param>
internal sealed class SeenSlope(TimeSpan? standsMost)
{
    private static readonly TimeSpan PieceMin = TimeSpan.FromMinutes(1);

    /// <summary>Readings further apart belong to no piece.</summary>
    private static readonly TimeSpan GapMax = TimeSpan.FromMinutes(3);

    private readonly RecentValues _pieces = new(60);
    private (DateTimeOffset At, double C)? _from;
    private (DateTimeOffset At, double C)? _last;

    /// <summary>Whether a piece was seen.</summary>
    public bool IsKnown => _pieces.Count > 0;

    /// <summary>How it goes, K/h; 0 where nothing was seen.</summary>
    public double KPerHour => _pieces.Median;

    /// <summary>Takes a reading.</summary>
    public void Follow(DateTimeOffset at, double c)
    {
        if (_last is not { } last || at < last.At || at - last.At > GapMax)
            _from = null;
        else if (c != last.C || at - _from?.At > standsMost)
            EndPiece(at, c);
        _last = (at, c);
    }

    /// <summary>The load does something else now: what comes next begins anew.</summary>
    public void Break() => _last = null;

    private void EndPiece(DateTimeOffset at, double c)
    {
        if (_from is { } from && at - from.At < PieceMin)
            return;
        if (_from is { } begin)
            _pieces.Add((c - begin.C) / (at - begin.At).TotalHours);
        _from = (at, c);
    }
}
