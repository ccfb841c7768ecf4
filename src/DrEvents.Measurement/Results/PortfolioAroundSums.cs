using DrEvents.Measurement.Delivery;
using DrEvents.Measurement.Engine;

namespace DrEvents.Measurement.Results;

/// <summary>Adds up what VENs used before and after an event, in the order in which they are given.</summary>
internal sealed class PortfolioAroundSums(MeasuredHours hours, ResultAround around, DateTimeOffset at)
{
    /// <summary>Without more of the VENs a figure would not be the portfolio's.</summary>
    private const int UnknownPercentMost = 5;

    private readonly Sums _before = new(around.Before(hours).Intervals);
    private readonly Sums _after = new(around.After(hours).Intervals);
    private int _vens;

    public void Add(VenResult ven)
    {
        _vens++;
        if (ven.Around is not { } own)
            return;
        // The time before ends with the start: a shorter one lacks its first intervals.
        _before.Add(own.Before, _before.Count - own.Before.ActualKw.Count);
        _after.Add(own.After, 0);
    }

    /// <summary>Rounded once, here. Null where there is no VEN.</summary>
    public PortfolioAround? Sum(double? deliveredKwh)
    {
        if (_vens == 0)
            return null;
        var before = _before.Side(_before.FromEnd(AreEnough), _before.Count, _vens, AreEnough, null);
        var after = _after.Side(0, _after.FromStart(AreEnough), _vens, AreEnough, around.IsOver(at) ? null : ResultAround.NotYet);
        return new PortfolioAround(
            before,
            after,
            ReboundFigures.Of(deliveredKwh, (hours.End - hours.Start).TotalHours, hours.IntervalMinutes / 60.0, before.Use(), after.Use())
        );
    }

    private bool AreEnough(int vens) => (_vens - vens) * 100L <= (long)UnknownPercentMost * _vens;

    /// <summary>One of the two times.</summary>
    private sealed class Sums(int count)
    {
        private readonly double[] _baselineKw = new double[count];
        private readonly double[] _actualKw = new double[count];
        private readonly int[] _known = new int[count];
        private readonly int[] _lookedAt = new int[count];

        public int Count => count;

        public void Add(AroundSide side, int first)
        {
            for (var i = 0; i < side.ActualKw.Count; i++)
            {
                _lookedAt[first + i]++;
                if (side.BaselineKw[i] is not { } baseline || side.ActualKw[i] is not { } actual)
                    continue;
                _known[first + i]++;
                _baselineKw[first + i] += baseline;
                _actualKw[first + i] += actual;
            }
        }

        /// <summary>How many intervals from the first on enough VENs are looked at: other events cut the time.</summary>
        public int FromStart(Func<int, bool> areEnough) => _lookedAt.TakeWhile(areEnough).Count();

        /// <summary>The first of the intervals to the last one in all of which they are.</summary>
        public int FromEnd(Func<int, bool> areEnough) => count - _lookedAt.Reverse().TakeWhile(areEnough).Count();

        public PortfolioSide Side(int first, int end, int vens, Func<int, bool> areEnough, string? why)
        {
            var range = Enumerable.Range(first, end - first).ToList();
            var few = range.Count(i => !areEnough(_known[i]));
            return new PortfolioSide(
                Each(_baselineKw),
                Each(_actualKw),
                [.. range.Select(i => vens - _known[i])],
                why
                    ?? (
                        range.Count == 0 && count > 0 ? "too many of the VENs are not looked at in that time"
                        : few > 0 ? $"in {few} of {range.Count} intervals more than {UnknownPercentMost} % of the VENs are not known"
                        : null
                    )
            );

            IReadOnlyList<double?> Each(double[] kw) => [.. range.Select(i => _known[i] > 0 ? BaselineResult.Round(kw[i]) : (double?)null)];
        }
    }
}
