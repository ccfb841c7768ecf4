using DrEvents.Measurement.Delivery;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Errors;
using NodaTime;

namespace DrEvents.Measurement.Results;

/// <summary>Adds VENs up in the order in which they are given.</summary>
public sealed class Portfolio
{
    private const double Within = 0.05;

    private readonly MeasuredHours _hours;
    private readonly double[] _baselineKw;
    private readonly double[] _actualKw;
    private readonly double[] _signedKw;
    private readonly double[] _clippedKw;
    private readonly int[] _known;
    private readonly PortfolioErrors _errors = new();
    private readonly PortfolioAroundSums? _around;
    private double _usualKw;
    private int _vens;

    /// <param name="around">The time before and after the event that the VENs' results hold; null where they hold none.</param>
    /// <param name="at">When the result is made.</param>
    public Portfolio(MeasuredHours hours, ResultAround? around = null, DateTimeOffset at = default)
    {
        (_hours, _around) = (hours, around is null ? null : new PortfolioAroundSums(hours, around, at));
        var n = hours.Intervals;
        (_baselineKw, _actualKw, _signedKw, _clippedKw, _known) = (new double[n], new double[n], new double[n], new double[n], new int[n]);
    }

    public void Add(VenResult ven)
    {
        _vens++;
        _errors.Add(ven);
        _around?.Add(ven);
        _usualKw += ven.UnadjustedKw.Select((kw, i) => kw * _hours.MinutesOf(i)).Sum() / (_hours.End - _hours.Start).TotalMinutes;
        for (var i = 0; i < _known.Length; i++)
        {
            if (ven.ActualKw[i] is not { } actual || ven.SignedKw[i] is not { } signed)
                continue;
            _known[i]++;
            _baselineKw[i] += ven.BaselineKw[i];
            _actualKw[i] += actual;
            _signedKw[i] += signed;
            _clippedKw[i] += Math.Max(0, signed);
        }
    }

    /// <summary>Rounded once, here.</summary>
    public ResultPortfolio Sum(double requestedKw)
    {
        var known = Enumerable.Range(0, _known.Length).Where(i => _known[i] > 0).ToList();
        var hours = known.Sum(i => _hours.MinutesOf(i) / 60);
        var (signedKwh, clippedKwh) = (Kwh(_signedKw), Kwh(_clippedKw));
        double? deliveredKwh = known.Count > 0 ? Round(signedKwh) : null;
        double? meanKw = known.Count > 0 ? signedKwh / hours : null;
        var isAsked = requestedKw > 0 && known.Count > 0;
        var delivery = isAsked ? EventDelivery.Of(new DeliveryQuestion(requestedKw, _hours.Start, _hours.End), Delivered()) : null;
        return new ResultPortfolio(
            Each(_baselineKw),
            Each(_actualKw),
            Each(_signedKw),
            Each(_clippedKw),
            [.. _known.Select(n => _vens - n)],
            Round(meanKw),
            isAsked ? Round(meanKw / requestedKw) : null,
            isAsked ? Round(known.Min(i => _signedKw[i]) / requestedKw) : null,
            isAsked ? Round((double)known.Count(IsWithin) / known.Count) : null,
            deliveredKwh,
            known.Count > 0 ? Round(clippedKwh) : null,
            isAsked ? Minutes(delivery!.ToFirstResponse) : null,
            isAsked ? Minutes(delivery!.ToSustained) : null,
            meanKw is { } kw ? ErrorBand.Of(kw, _errors.ByDay(), _hours.ReadingRule) : null,
            _around?.Sum(deliveredKwh)
        );

        static double? Minutes(Duration? time) => time is { } t ? Round(t.TotalMinutes) : null;

        // The sums have the noise of their digits, and the bound may be met exactly.
        bool IsWithin(int i) => BaselineResult.Round(Math.Abs(_signedKw[i] - requestedKw)) <= BaselineResult.Round(Within * requestedKw);

        double Kwh(double[] kw) => known.Aggregate(0.0, (sum, i) => sum + kw[i] * _hours.MinutesOf(i) / 60);

        double?[] Each(double[] kw) => [.. kw.Select((value, i) => _known[i] > 0 ? Round(value) : null)];
    }

    /// <summary>
    /// √mean(e²) ÷ mean(a) over the days without an event that the methods were tried on: e is what all VENs together missed by on a day, as in
    /// <see cref="ErrorBand"/>, and mean(a) what they used in these hours on the days of their baselines, which is the baseline before its adjustment. Null
    /// where the method of a VEN has no days, or too few are common, and where nothing was used.
    /// </summary>
    public double? Rrmse()
    {
        var errors = _errors.ByDay();
        return errors.Count < ErrorBand.DaysLeast || _usualKw <= 0 ? null : Round(Math.Sqrt(errors.Average(e => e * e)) / _usualKw);
    }

    private List<DeliveryInterval> Delivered() =>
        [
            .. Enumerable
                .Range(0, _known.Length)
                .Select(i =>
                {
                    var from = _hours.Start + Duration.FromMinutes((long)i * _hours.IntervalMinutes);
                    double? Known(double kw) => _known[i] > 0 ? kw : null;
                    return new DeliveryInterval(
                        from,
                        from + Duration.FromMinutes(_hours.MinutesOf(i)),
                        Known(_baselineKw[i]),
                        Known(_baselineKw[i] - _signedKw[i])
                    );
                }),
        ];

    private static double? Round(double? value) => BaselineResult.Round(value);
}
