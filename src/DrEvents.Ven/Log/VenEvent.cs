using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Log;

/// <summary>
/// Something that happened at the VEN. What is stored is stored for good: a kind is never renamed or reshaped, new ones are added.
/// Powers in kW.
/// </summary>
internal abstract record VenEvent;

/// <summary>A command arrived.</summary>
/// <param name="Payload">The message as it came.</param>
internal sealed record CommandReceived(string Payload) : VenEvent;

/// <summary>A command was answered; a repeat of it gets the same answer.</summary>
/// <param name="CorrelationId">The command's.</param>
/// <param name="Ack">The acknowledgement as it was sent.</param>
internal sealed record CommandAnswered(string CorrelationId, string Ack) : VenEvent;

/// <summary>A command got no answer, because nobody could be answered.</summary>
internal sealed record CommandDiscarded(string Reason) : VenEvent;

/// <summary>An event was announced ahead of its start.</summary>
internal sealed record EventAnnounced(
    string EventId,
    int Revision,
    DateTimeOffset? StartAt,
    DateTimeOffset EndAt,
    double? RequestedReductionKw
) : VenEvent;

/// <summary>An announced event is not waited for any more.</summary>
internal sealed record AnnouncementEnded(string EventId, string Reason) : VenEvent;

/// <summary>A reduction of the whole panel began.</summary>
/// <param name="EventId">The DR event, where the command named one.</param>
/// <param name="Revision">Of the command; null when the VEN started an announced event on its own clock.</param>
/// <param name="RequestedReductionKw">What is asked.</param>
/// <param name="BaselineKw">What the panel is taken to use without the event.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="ReturnS">For how long the home returns gently afterwards, seconds; null in older logs, and where the command does not say.</param>
internal sealed record ShedStarted(
    string? EventId,
    int? Revision,
    double RequestedReductionKw,
    double BaselineKw,
    DateTimeOffset Until,
    int? ReturnS = null
) : VenEvent;

/// <summary>The limits of the running reduction, by load; a load that is not named is free.</summary>
internal sealed record LoadsLimited(IReadOnlyDictionary<string, double> Limits) : VenEvent;

/// <summary>A reduction of the whole panel ended and its loads were given back.</summary>
internal sealed record ShedEnded(string? EventId, string Reason, IReadOnlyList<string> Restored) : VenEvent;

/// <summary>The baseline that a reduction is measured against, and how sure it is.</summary>
/// <param name="EventId">The DR event, where there is one.</param>
/// <param name="MeanKw">Mean of the half hour before.</param>
/// <param name="StandardErrorKw">Standard error of that mean; null where there is too little to say.</param>
/// <param name="Minutes">Minutes with samples in it.</param>
internal sealed record BaselineTaken(string? EventId, double MeanKw, double? StandardErrorKw, int Minutes) : VenEvent;

/// <summary>A reduction ended, and for a while the home uses no more than it would have used anyway.</summary>
/// <param name="EventId">Whose reduction it was.</param>
/// <param name="Until">When that is over.</param>
/// <param name="Limits">What is on the loads to begin with, kW by load.</param>
internal sealed record GentleReturnBegan(string? EventId, DateTimeOffset Until, IReadOnlyDictionary<string, double> Limits) : VenEvent;

/// <summary>The home may use what it likes again.</summary>
internal sealed record GentleReturnEnded(string Reason) : VenEvent;

/// <summary>Loads of a reduction that ended come back one after the other.</summary>
internal sealed record LoadsReturning(IReadOnlyList<LoadReturn> Loads) : VenEvent;

/// <summary>A load is free again after its turn.</summary>
internal sealed record LoadReturned(string LoadId) : VenEvent;

/// <summary>
/// The VEN's clock was set back. What runs keeps the time that was left of it: a load is not held for the hours that come twice.
/// </summary>
/// <param name="Seconds">By so much, as far as it is known: after a start it is the distance to the newest entry.</param>
internal sealed record ClockSetBack(double Seconds) : VenEvent;

/// <summary>A restore was obeyed: commands up to its revision are stale from now on.</summary>
internal sealed record EventRestored(string EventId, int Revision) : VenEvent;

/// <summary>A reduction of one load began.</summary>
internal sealed record LoadShedStarted(string LoadId, string? EventId, double LimitKw, DateTimeOffset Until) : VenEvent;

/// <summary>A reduction of one load ended.</summary>
internal sealed record LoadShedEnded(string LoadId, string Reason) : VenEvent;

/// <summary>The settings of a load were changed; what is null stays.</summary>
internal sealed record LoadChanged(string LoadId, bool? IsEnabled, double? CapacityKw, int? Priority) : VenEvent;

/// <summary>The settings of the VEN were changed; what is null stays.</summary>
internal sealed record SettingsChanged(int? ReportIntervalS, bool? IsEnabled) : VenEvent;

/// <summary>The connection to the broker came or went, or got a higher number.</summary>
/// <param name="IsConnected">Whether there is one.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Session">Its number, see <see cref="Contracts.Mqtt.VenStatusMessage"/>; null in older logs, and where there is none.</param>
internal sealed record ConnectionChanged(bool IsConnected, string? Reason, long? Session = null) : VenEvent;

/// <summary>The VEN's clock goes otherwise than the backend's.</summary>
/// <param name="OffsetS">How far it is ahead, seconds; negative when it is behind; 0 when they agree again.</param>
internal sealed record ClockDrifted(double OffsetS) : VenEvent;

/// <summary>The VEN's clock was set forward.</summary>
/// <param name="ByS">By so much, seconds. Negative in older logs, which tell a clock that was set back twice: here, and as <see cref="ClockSetBack"/>.</param>
internal sealed record ClockStepped(double ByS) : VenEvent;

/// <summary>Something that the device shadow desires was carried out.</summary>
/// <param name="Key">What it is about: where it stands below <c>state.desired</c>.</param>
/// <param name="Says">What it says.</param>
/// <param name="SetAtS">When it was set, Unix seconds of the shadow service.</param>
/// <param name="Version">The shadow's, when the VEN heard of it.</param>
internal sealed record WishCarriedOut(string Key, string Says, long SetAtS, long Version) : VenEvent;

/// <summary>How a load comes back: it keeps its limit until its turn, then the limit rises evenly until the load is free.</summary>
/// <param name="LoadId">The load.</param>
/// <param name="FromKw">The limit that the reduction left on it.</param>
/// <param name="ToKw">The limit at the end of the rise.</param>
/// <param name="At">Its turn.</param>
/// <param name="Until">When it is free for certain; its turn, for a load that is only on or off.</param>
internal sealed record LoadReturn(string LoadId, double FromKw, double ToKw, DateTimeOffset At, DateTimeOffset Until);

/// <summary>The VEN was started.</summary>
/// <param name="Version">Of its program.</param>
internal sealed record VenStarted(string Version) : VenEvent;

/// <summary>What the meter has shown for a while; a record ends where a reduction begins or ends.</summary>
/// <param name="From">Time of its first sample.</param>
/// <param name="DurationS">From the first sample to the last, seconds.</param>
/// <param name="Samples">How many there were.</param>
/// <param name="MeanKw">Mean of the samples, kW.</param>
/// <param name="LowestKw">Least of the samples, kW.</param>
/// <param name="HighestKw">Most of the samples, kW.</param>
/// <param name="BaselineKw">Mean baseline, kW, where something was shed.</param>
/// <param name="EventId">The event, where there was one.</param>
internal sealed record PowerMeasured(
    DateTimeOffset From,
    double DurationS,
    int Samples,
    double MeanKw,
    double LowestKw,
    double HighestKw,
    double? BaselineKw,
    string? EventId
) : VenEvent;

/// <summary>The first entry of a log.</summary>
/// <param name="Reason">Why it was begun: there was none, or what has become of the one before.</param>
internal sealed record LogBegan(string Reason) : VenEvent;

/// <summary>A log without hashes was taken over: what is before this entry was chained only then.</summary>
/// <param name="Entries">How many entries that were.</param>
internal sealed record LogTakenOver(long Entries) : VenEvent;

/// <summary>The log could not be written for a while. What follows up to its own time was written down afterwards.</summary>
/// <param name="Since">When that began.</param>
/// <param name="Reason">Why.</param>
/// <param name="EntriesLost">How many entries were too many to be kept until then.</param>
internal sealed record LogInterrupted(DateTimeOffset Since, string Reason, int EntriesLost) : VenEvent;

/// <summary>The log was found otherwise than it was left; verifying it tells where.</summary>
internal sealed record LogFaultFound(string Problem) : VenEvent;

/// <summary>What the VEN was in: a replay begins at the newest of these. Entries before it may have been removed.</summary>
/// <param name="RemovedThrough">The last entry that was removed; 0 while all are there.</param>
/// <param name="RemovedHash">Its hash, which stands for all that were removed.</param>
/// <param name="State">What the VEN was in.</param>
internal sealed record Checkpoint(long RemovedThrough, string RemovedHash, VenState State) : VenEvent;

/// <summary>Why a reduction ended, as it stands in the log.</summary>
internal static class EndReasons
{
    public const string TimeOver = "time over";
    public const string Restored = "restored";
    public const string Replaced = "replaced by a newer command";
    public const string Disabled = "disabled";
    public const string Started = "started";
    public const string OptedOut = "opted out";
    public const string Unknown = "nobody knows what the home would use";
    public const string HadToRun = "had to run";
    public const string StoppedByOwner = "stopped by the owner";
}
