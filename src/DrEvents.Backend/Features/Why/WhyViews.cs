namespace DrEvents.Backend.Features.Why;

/// <summary>What VENs that an event holds out could have shed in a span, kW, and how many they are.</summary>
public readonly record struct HeldOutKw(double Kw, int Vens);

/// <summary>Puts what VENs lack together, in whole watts that add up.</summary>
public static class WhyViews
{
    /// <summary>What the event lacks in a span: what each VEN lacks, and what nobody was asked for.</summary>
    public static WhySpan Of(TimeRange span, double requestedKw, IReadOnlyList<VenSpan> vens, HeldOutKw heldOut = default)
    {
        var measuredKw = vens.Sum(v => v.MeasuredKw);
        var unassignedKw = requestedKw - vens.Sum(v => v.AskedKw);
        // What they could have given is missing for that, and only where nobody else was asked for it.
        var heldOutKw = Math.Clamp(unassignedKw, 0, heldOut.Kw);
        IEnumerable<(string Reason, double Kw, int Vens)> parts =
        [
            .. vens.SelectMany(v => v.Parts, (v, p) => (v.VenId, Part: p))
                .GroupBy(p => p.Part.Reason)
                .Select(g => (g.Key, g.Sum(p => p.Part.Kw), g.Select(p => p.VenId).Distinct().Count())),
            (Reasons.HeldOut, heldOutKw, heldOutKw > 0 ? heldOut.Vens : 0),
            (unassignedKw < 0 ? Reasons.MadeUp : Reasons.NothingToShed, unassignedKw - heldOutKw, 0),
        ];
        var merged = parts
            .GroupBy(p => p.Reason)
            .Select(g => (Reason: g.Key, Kw: g.Sum(p => p.Kw), Vens: g.Sum(p => p.Vens)))
            .OrderByDescending(p => Math.Abs(p.Kw))
            .ThenBy(p => p.Reason, StringComparer.Ordinal)
            .ToList();
        var missing = WholeWatts.Of(requestedKw) - WholeWatts.Of(measuredKw);
        var watts = WholeWatts.Split(missing, merged.ConvertAll(p => p.Kw));
        return new WhySpan(
            span.Start,
            span.End,
            Kw(WholeWatts.Of(requestedKw)),
            Kw(WholeWatts.Of(measuredKw)),
            Kw(missing),
            [.. merged.Zip(watts, (p, w) => new WhyReason(p.Reason, Kw(w), p.Vens)).Where(r => r.Kw != 0)]
        );
    }

    public static WhyVen Of(VenSpan ven)
    {
        var missing = WholeWatts.Of(ven.AskedKw) - WholeWatts.Of(ven.MeasuredKw);
        var watts = WholeWatts.Split(missing, [.. ven.Parts.Select(p => p.Kw)]);
        return new WhyVen(
            ven.VenId,
            Kw(WholeWatts.Of(ven.AskedKw)),
            Kw(WholeWatts.Of(ven.MeasuredKw)),
            Kw(missing),
            [.. ven.Parts.Zip(watts, (p, w) => new WhyPart(p.Reason, p.Detail, Kw(w))).Where(p => p.Kw != 0)]
        );
    }

    private static double Kw(long watts) => watts / 1000.0;
}
