using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding.Counterfactual;

namespace DrEvents.Ven.Shedding;

/// <summary>All that a decision looks at.</summary>
/// <param name="VenId">Whose it is.</param>
/// <param name="State">What the VEN is in.</param>
/// <param name="Loads">What its loads do.</param>
/// <param name="Estimate">Its mean use while nothing was limited, and how sure that is; null before the first sample.</param>
/// <param name="ReportInterval">Time between two samples.</param>
/// <param name="Now">The moment of the decision.</param>
internal sealed record Situation(
    string VenId,
    VenState State,
    IReadOnlyList<LoadState> Loads,
    BaselineEstimate? Estimate,
    TimeSpan ReportInterval,
    DateTimeOffset Now
)
{
    /// <summary>What the home would use now without limits, and how sure that is; null while a limited load is not known.</summary>
    public HomeEstimate? Expected { get; init; }

    /// <summary>How slowly loads come back.</summary>
    public ReturnPace Pace { get; init; }

    /// <summary>Whether what is decided can be written down. While it cannot, nothing new is begun; what runs goes on to its end.</summary>
    public bool IsLogWritable { get; init; } = true;

    /// <summary>Limits were set at this very moment: what was switched has to show what it draws before they are looked at again.</summary>
    public bool IsJustLimited { get; init; }

    /// <summary>Power at the meter, kW.</summary>
    public double UsedKw => Loads.Sum(l => l.Readout.PowerKw);

    /// <summary>
    /// What the panel is taken to use without an event, kW: what it would use now; where that is not known, after a restart amid a reduction for
    /// example, the mean of the half hour before.
    /// </summary>
    public double BaselineKw =>
        Expected?.PowerKw
        ?? State.Shed?.What.BaselineKw
        ?? Estimate?.MeanKw
        ?? Loads.Sum(l => l.Readout.IsPausing ? l.Readout.PowerKw : l.Readout.WantedKw);

    /// <summary>How sure the baseline is, kW; null where nobody knows.</summary>
    public double? BaselineErrorKw => Expected is { } expected ? expected.StandardErrorKw : Estimate?.StandardErrorKw;

    /// <summary>How the baseline is made, one of <see cref="BaselineMethods"/>.</summary>
    public string BaselineMethod => Expected is null ? BaselineMethods.PreEventMean : BaselineMethods.Counterfactual;

    /// <summary>The load with an id, or null.</summary>
    public LoadState? Load(string? id)
    {
        foreach (var load in Loads)
        {
            if (load.Id == id)
                return load;
        }
        return null;
    }

    /// <summary>The same moment after an event.</summary>
    public Situation After(VenEvent happened) => this with { State = State.Apply(Now, happened) };
}
