namespace DrEvents.Ven.Devices;

/// <summary>A load or meter with a loop of its own, beside the VEN's.</summary>
internal interface IRunsByItself : IAsyncDisposable
{
    /// <summary>Begins; who listens is told what happens at the device.</summary>
    void Start(IDeviceListener listener);

    /// <summary>Ends as a loss of power does: what is on the device stays there.</summary>
    Task AbandonAsync();
}

/// <summary>A load whose owner can set it by hand, which wins.</summary>
internal interface IHasOwner
{
    /// <summary>Leaves the device to its owner, or takes it up again.</summary>
    void LeaveAlone(bool isLeftAlone);
}

/// <summary>A load on which a VEN that died may have left a limit.</summary>
internal interface IMayBeHeld
{
    /// <summary>Takes off what may have been left on it.</summary>
    void ReleaseHeld(DateTimeOffset now);
}

/// <summary>Is told what happens at devices. Calls come from the devices' loops, and may write to the log.</summary>
internal interface IDeviceListener
{
    /// <summary>A device does otherwise than before.</summary>
    /// <param name="loadId">The load.</param>
    /// <param name="state">How it does now.</param>
    /// <param name="reason">Why, for people; null where all is well.</param>
    void StateChanged(string loadId, DeviceState state, string? reason);

    /// <summary>A limit is about to be put on a device, or was taken away and read back.</summary>
    void Held(string loadId, bool isHeld);

    /// <summary>Somebody has set the device by hand while it was limited.</summary>
    void SetByHand(string loadId, string what);
}

/// <summary>How a device does, as page and telemetry show it beside its power.</summary>
/// <param name="State">How it does.</param>
/// <param name="Reason">Why it does not do well; null where it does.</param>
/// <param name="Forgetting">What takes a limit away when the VEN has died.</param>
internal sealed record DeviceStatus(DeviceState State, string? Reason, LimitForgetting? Forgetting)
{
    /// <summary>It was read at least once since the VEN began; before that it counts as drawing nothing.</summary>
    public bool IsRead { get; init; }

    /// <summary>Its power is estimated: it has no meter of its own.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>The owner has set it by hand; it is left alone until the reduction is over.</summary>
    public bool IsLeftAlone { get; init; }

    /// <summary>The limit that is wanted is on it, and was read back.</summary>
    public bool IsActuated { get; init; }

    /// <summary>How far the estimate of its power may be off, kW, as a standard deviation; null where it is measured.</summary>
    public double? ErrorKw { get; init; }

    /// <summary>What keeps it from working by its own words; null where nothing does.</summary>
    public string? Standing { get; init; }

    /// <summary>The word for its state on the wire and in the log.</summary>
    public string Word => WordOf(State);

    /// <summary>The word for a state on the wire and in the log.</summary>
    public static string WordOf(DeviceState state) =>
        state switch
        {
            DeviceState.Ok => "ok",
            DeviceState.Stale => "stale",
            DeviceState.Unreachable => "unreachable",
            _ => "refused",
        };
}
