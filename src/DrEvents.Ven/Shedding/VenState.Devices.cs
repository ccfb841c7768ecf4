using System.Collections.Immutable;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>What is on real devices.</summary>
internal sealed partial record VenState
{
    /// <summary>Loads that somebody has set by hand while they were limited: they are left alone until nothing is limited any more.</summary>
    public ImmutableList<string> LeftAlone
    {
        get => field ?? [];
        init;
    }

    /// <summary>Loads whose devices have a limit of the VEN's, or may have.</summary>
    public ImmutableList<string> HeldDevices
    {
        get => field ?? [];
        init;
    }

    /// <summary>The state after an event.</summary>
    public VenState Apply(DateTimeOffset at, VenEvent happened) => After(at, happened).Settled();

    private VenState AfterDevice(VenEvent happened) =>
        happened switch
        {
            LoadSetByHand e => this with { LeftAlone = LeftAlone.Remove(e.LoadId).Add(e.LoadId) },
            LoadHadToRun e => this with
            {
                PanelLimits = PanelLimits.Where(l => l.Key != e.LoadId).ToDictionary(l => l.Key, l => l.Value),
                Returning = Returning.Remove(e.LoadId),
            },
            DeviceHeld { IsHeld: true } e => this with { HeldDevices = HeldDevices.Remove(e.LoadId).Add(e.LoadId) },
            DeviceHeld e => this with { HeldDevices = HeldDevices.Remove(e.LoadId) },
            _ => this,
        };

    /// <summary>What is left alone is so for one reduction.</summary>
    private VenState Settled() => LeftAlone.IsEmpty || IsLimiting ? this : this with { LeftAlone = [] };
}
