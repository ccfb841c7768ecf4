using DrEvents.Contracts.Mqtt;

namespace DrEvents.Ven.Loads;

/// <summary>A load with what it does at one moment: all that planning looks at. Powers in kW.</summary>
/// <param name="Description">What it is, with the settings that commands have changed.</param>
/// <param name="Readout">What it does.</param>
public readonly record struct LoadState(LoadDescription Description, LoadReadout Readout)
{
    /// <summary>Its id.</summary>
    public string Id => Description.Id;

    /// <summary>Whether it may be shed at all.</summary>
    public bool MayBeShed =>
        Description is { IsCritical: false, IsEnabled: true } && Readout is { IsUrgent: false, Device: not { IsLeftAlone: true } };

    /// <summary>How far a plan can bring it below what it wants.</summary>
    public double RoomKw => MayBeShed ? Math.Max(0, Readout.WantedKw - Readout.LowestKw) : 0;

    /// <summary>
    /// What planning counts with: what it wants. A pause counts as shed where the load may be shed, and as no use where it may not.
    /// </summary>
    public double PlannedKw => Readout.IsPausing && !MayBeShed ? Readout.PowerKw : Readout.WantedKw;

    /// <summary>What it is taken to use now.</summary>
    internal double NowKw => Readout.SteadyKw ?? Readout.PowerKw;

    /// <summary>It is off by its own protection: a plan can neither switch it on nor do without its part.</summary>
    public bool IsHeldOff => MayBeShed && Readout.IsPausing;

    /// <summary>What it would use under a limit, kW.</summary>
    public double UnderLimitKw(double limitKw) =>
        IsHeldOff ? Readout.LowestKw
        : Description.IsModulating ? Math.Clamp(limitKw, Readout.LowestKw, Math.Max(Readout.LowestKw, Readout.WantedKw))
        : limitKw < Readout.WantedKw ? Readout.LowestKw
        : Readout.WantedKw;

    /// <summary>What it could still shed from where it is now.</summary>
    public double ShedCapabilityKw => MayBeShed ? Math.Max(0, Readout.PowerKw - Readout.LowestKw) : 0;

    /// <summary>The same load under a limit of its own: it wants no more than the limit.</summary>
    public LoadState CappedAt(double limitKw) =>
        Readout.WantedKw <= limitKw ? this : this with { Readout = Readout with { WantedKw = Math.Max(limitKw, Readout.LowestKw) } };

    /// <summary>The form that telemetry carries.</summary>
    public LoadReading ToReading() =>
        new(
            Id,
            Description.Name,
            Description.Type,
            Description.RatedKw,
            WireKw.Round(Readout.PowerKw),
            WireKw.Round(ShedCapabilityKw),
            Description.IsEnabled,
            Description.Priority
        )
        {
            DeviceState = Readout.Device?.Word,
            IsLeftAlone = Readout.Device is { IsLeftAlone: true } ? true : null,
            IsEstimated = Readout.Device is { IsEstimated: true } ? true : null,
            IsUrgent = Readout.IsUrgent ? true : null,
        };
}
