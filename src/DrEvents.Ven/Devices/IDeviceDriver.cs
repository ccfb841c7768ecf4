namespace DrEvents.Ven.Devices;

/// <summary>
/// Talks to one real device in its own protocol. A driver knows how to read, and how to set and take away a limit; when that is done, what a
/// failure means and what planning is told is <c>DeviceLoad</c>'s. Calls come one at a time.
/// </summary>
/// <remarks>
/// A call that fails throws <see cref="DeviceException"/>, or <see cref="OperationCanceledException"/> where its token ends; nothing else. A
/// driver connects when it is called and is not connected, and tries once: waiting and trying again is the caller's.
/// </remarks>
internal interface IDeviceDriver : IAsyncDisposable
{
    /// <summary>What kind of device this is. It may change when the device has been read for the first time.</summary>
    DeviceTraits Traits { get; }

    /// <summary>By the log, a VEN that died may have left its limit on the device. It is said before the first call.</summary>
    void MayBeLimited() { }

    /// <summary>Whether a limit of so many kW would change anything on the device now, by its newest reading.</summary>
    bool Changes(double kw) => true;

    /// <summary>What the device says of itself now.</summary>
    Task<DeviceReading> ReadAsync(CancellationToken cancellation);

    /// <summary>
    /// Lets the device use no more than so many kW; null takes the limit away. Where the protocol has a timer, the device forgets the limit
    /// by itself after this time; it is told again before.
    /// </summary>
    Task LimitAsync(double? kw, TimeSpan forgottenAfter, CancellationToken cancellation);
}

/// <summary>What planning and supervision have to know of a device, whatever its protocol.</summary>
/// <param name="LeastKw">Least power at which it runs, kW; below it is off (a relay: its power, so that it is on or off).</param>
/// <param name="CanBeOff">Whether a limit below <paramref name="LeastKw"/> switches it off; otherwise it stays at the least.</param>
/// <param name="Forgetting">What takes a limit away when the VEN has died.</param>
internal sealed record DeviceTraits(double LeastKw, bool CanBeOff, LimitForgetting Forgetting)
{
    /// <summary>Longest that a call may take of a device that has no reason to be slow.</summary>
    public static readonly TimeSpan CallUsually = TimeSpan.FromSeconds(3);

    /// <summary>What a call takes beside the one answer that may not come.</summary>
    private static readonly TimeSpan OtherAnswers = TimeSpan.FromSeconds(2);

    /// <summary>Longest that a call may take where each answer is waited for so long: the first that does not come ends the call.</summary>
    public static TimeSpan CallTimeoutFor(TimeSpan answerTimeout) =>
        answerTimeout + OtherAnswers > CallUsually ? answerTimeout + OtherAnswers : CallUsually;

    /// <summary>How often it is read.</summary>
    public TimeSpan ReadInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest that a call may take, when nobody else has what it needs for it.</summary>
    public TimeSpan CallTimeout { get; init; } = CallUsually;

    /// <summary>Beside that, a call may wait so long for a line that the device shares with others.</summary>
    public TimeSpan LineWait { get; init; }

    /// <summary>Once on, it stays on for so long (a compressor's protection).</summary>
    public TimeSpan LeastOn { get; init; }

    /// <summary>Once off, it stays off for so long.</summary>
    public TimeSpan LeastOff { get; init; }

    /// <summary>Most writes a day that its memory bears; null where writing wears nothing out.</summary>
    public int? WritesADayMax { get; init; }

    /// <summary>Longest that the device can be made to keep a limit by itself; null where any time will do.</summary>
    public TimeSpan? ForgetsAfterMax { get; init; }

    /// <summary>How far a limit that is read back may lie from the one that was set, kW: the device's own steps.</summary>
    public double LimitStepKw { get; init; } = 0.01;
}

/// <summary>What takes a limit off a device when the VEN that set it has died.</summary>
internal enum LimitForgetting
{
    /// <summary>The device itself, by a timer of its protocol.</summary>
    ByDevice,

    /// <summary>The VEN's watchdog, after it is back: the protocol has no timer.</summary>
    ByWatchdog,
}

/// <summary>What a device says of itself at one moment. Powers in kW, use positive, delivery negative; null is what it does not tell.</summary>
/// <param name="PowerKw">What it uses; null for a device without a meter.</param>
internal readonly record struct DeviceReading(double? PowerKw)
{
    /// <summary>What it would use without a limit, where it knows: the vehicle's request, the thermostat's call.</summary>
    public double? WantedKw { get; init; }

    /// <summary>The limit that is on it; null where none is.</summary>
    public double? LimitKw { get; init; }

    /// <summary>Whether <see cref="LimitKw"/> was really read back from the device, rather than remembered by the driver.</summary>
    public bool IsLimitRead { get; init; }

    /// <summary><see cref="LimitKw"/>, or that it is switched off, is known to be somebody else's doing, which the VEN leaves as it is.</summary>
    public bool IsLimitOthers { get; init; }

    /// <summary>Whether it is switched on; null where it has no switch.</summary>
    public bool? IsOn { get; init; }

    /// <summary>It cannot be shed now, whatever is asked: a vehicle that would not be ready, a tank that is too cold.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>How full a stationary battery is, percent.</summary>
    public double? StateOfChargePercent { get; init; }

    /// <summary>What its thermostat measures, °C.</summary>
    public double? TemperatureC { get; init; }

    /// <summary>Energy that the vehicle at a charger still needs, kWh.</summary>
    public double? NeededKwh { get; init; }

    /// <summary><see cref="NeededKwh"/> is the least that the owner wants by the departure, and the vehicle may take more.</summary>
    public bool IsNeedLeast { get; init; }

    /// <summary>What keeps it from working by its own words, though it does what it is told; only shown.</summary>
    public string? Standing { get; init; }
}

/// <summary>How a device does, as page, log and telemetry show it.</summary>
internal enum DeviceState
{
    /// <summary>Its newest reading is of now.</summary>
    Ok,

    /// <summary>It is connected, and has told nothing for a while.</summary>
    Stale,

    /// <summary>It does not answer.</summary>
    Unreachable,

    /// <summary>It answers and does not do what it is told.</summary>
    Refused,
}

/// <summary>A device that did not do what it was asked.</summary>
/// <param name="state">What it means: <see cref="DeviceState.Unreachable"/> or <see cref="DeviceState.Refused"/>.</param>
/// <param name="message">What happened, for people: the register, the code, the words of the device.</param>
internal sealed class DeviceException(DeviceState state, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>What it means for the device's state.</summary>
    public DeviceState State { get; } = state;
}
