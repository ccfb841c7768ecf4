namespace DrEvents.Backend.Features.Vens;

/// <summary>What a VEN's meter showed, by its readings in the order of their arrival: what a new one is weighed by. Powers in kW.</summary>
/// <param name="LastKw">The newest reading that could be.</param>
/// <param name="LargestKw">The largest that could be, without its sign.</param>
/// <param name="SaidKw">The newest, whether it could be or not.</param>
/// <param name="Strange">Readings that could not be, since the last one that could.</param>
public sealed record MeterMemory(double? LastKw, double LargestKw, double SaidKw, int Strange)
{
    /// <summary>1 GW: no site behind one VEN comes near it, and sums stay finite.</summary>
    private const double SiteMaxKw = 1e6;

    /// <summary>A main breaker carries a quarter more than its rating for hours.</summary>
    private const double OverRatingMax = 1.25;

    /// <summary>A reading that is all ones and this close to the one before, by share, was measured.</summary>
    private const double NearShare = 0.25;

    /// <summary>What a home may switch on that nobody described: a cooker and a kettle.</summary>
    private const double UndescribedKw = 10;

    /// <summary>How many times as much as ever a site may show all at once, where nobody knows its rating.</summary>
    private const double OverShownMax = 4;

    /// <summary>A site that shows so many strange readings in a row has changed.</summary>
    private const int StrangeMax = 30;

    private static readonly MeterMemory Nothing = new(LastKw: null, LargestKw: 0, SaidKw: 0, Strange: 0);

    /// <summary>Says whether a reading cannot be, and what is remembered from now on.</summary>
    /// <param name="ratedKw">What the panel can carry, where the VEN says so.</param>
    /// <param name="loads">As the VEN described them.</param>
    public static (MeterMemory After, bool IsImplausible) Weigh(
        MeterMemory? before,
        double kw,
        double? ratedKw,
        IReadOnlyList<LoadDescription> loads
    )
    {
        var known = before ?? Nothing;
        var rated = ratedKw > 0 ? ratedKw : null;
        if (known.IsImpossible(kw, rated) || known.IsUnexplained(kw, rated, loads))
            return (known with { SaidKw = kw, Strange = known.Strange + 1 }, true);
        return (new MeterMemory(kw, Math.Max(known.LargestKw, Math.Abs(kw)), kw, Strange: 0), false);
    }

    private bool IsImpossible(double kw, double? ratedKw) =>
        Math.Abs(kw) > (ratedKw * OverRatingMax ?? SiteMaxKw)
        || (AllOnes.Is(kw) && (LastKw is not { } last || Math.Abs(kw - last) > NearShare * Math.Abs(kw)));

    /// <summary>By what it showed and by its loads. A new VEN has shown nothing: its first reading is taken.</summary>
    private bool IsUnexplained(double kw, double? ratedKw, IReadOnlyList<LoadDescription> loads)
    {
        var usualKw = Math.Max(UndescribedKw, LargestKw);
        // Nearly every reading.
        if (LastKw is not { } last || Math.Abs(kw - last) <= usualKw)
            return false;
        // A battery goes from delivering all that it can to using it.
        var loadsKw = loads.Sum(l => (l.CapacityKw ?? 0) * (l.Type == "battery" ? 2 : 1));
        var isBeyondShown = ratedKw is null && Strange < StrangeMax && Math.Abs(kw) > OverShownMax * Math.Max(usualKw, loadsKw);
        // A jump that the next reading confirms was none.
        var jumpMaxKw = loadsKw + usualKw;
        var isJump = loadsKw > 0 && Math.Abs(kw - last) > jumpMaxKw && Math.Abs(kw - SaidKw) > jumpMaxKw;
        return isBeyondShown || isJump;
    }
}
