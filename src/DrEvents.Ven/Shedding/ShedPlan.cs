namespace DrEvents.Ven.Shedding;

/// <summary>Which loads are limited, and what that takes away.</summary>
/// <param name="Parts">The loads that contribute, in the order of shedding.</param>
internal sealed record ShedPlan(IReadOnlyList<LoadPart> Parts)
{
    /// <summary>What the plan takes away, kW.</summary>
    public double ReductionKw => Parts.Sum(p => p.ReductionKw);

    /// <summary>The limits in kW, by load.</summary>
    public IReadOnlyDictionary<string, double> Limits => Parts.ToDictionary(p => p.LoadId, p => p.LimitKw);
}

/// <summary>One load's part in a plan. Powers in kW.</summary>
/// <param name="LoadId">The load.</param>
/// <param name="WantedKw">What it would use.</param>
/// <param name="LimitKw">What it is limited to.</param>
internal readonly record struct LoadPart(string LoadId, double WantedKw, double LimitKw)
{
    /// <summary>What it contributes.</summary>
    public double ReductionKw => WantedKw - LimitKw;
}
