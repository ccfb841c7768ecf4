using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Ven.Enrolment;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Log;
using DrEvents.Ven.Mqtt;
using DrEvents.Ven.Provisioning;
using DrEvents.Ven.Receipts;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Trust;

namespace DrEvents.Ven;

/// <summary>What one VEN needs to know.</summary>
/// <param name="VenId">Its identity, which is also its MQTT client id.</param>
/// <param name="Broker">Where it connects.</param>
public sealed record VenOptions(string VenId, BrokerAddress Broker)
{
    /// <summary>Time between two samples of telemetry, until a command sets another; whole seconds.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// So long after the start the VEN's own reports begin, one every interval from there on; a fleet that is started at once does not
    /// report at once for ever.
    /// </summary>
    public TimeSpan ReportPhase { get; init; }

    /// <summary>File of the VEN's log; null keeps the log in memory, where a restart loses it.</summary>
    public string? LogFile { get; init; }

    /// <summary>How the VEN gets a certificate of its own at its first start; null where it has one, or needs none.</summary>
    public Claim? Claim { get; init; }

    /// <summary>Whether it was said where the broker is, so that what the backend said when the VEN enrolled does not count.</summary>
    public bool IsBrokerGiven { get; init; }

    /// <summary>What the VEN was told when it enrolled; null where it has not.</summary>
    public EnrolmentRecord? Enrolment { get; init; }

    /// <summary>How much of the log is kept.</summary>
    public LogBounds LogBounds { get; init; } = new();

    /// <summary>Seed of the simulated home.</summary>
    public int Seed { get; init; }

    /// <summary>Whether the VEN keeps its device shadow.</summary>
    public bool Shadow { get; init; } = true;

    /// <summary>
    /// Whether the baseline begins with the last half hour of the simulated home, as if the VEN had been measuring; a VEN with real devices
    /// has no such past.
    /// </summary>
    public bool IsWarm { get; init; }

    /// <summary>What lies between the VEN and its broker in a simulation; null is what really does.</summary>
    public INetwork? Network { get; init; }

    /// <summary>Told of every sample, with the moment that it was measured at by the VEN's clock; the next is not measured before it has ended.</summary>
    public Func<DateTimeOffset, TelemetrySample, ValueTask>? Sampled { get; init; }

    /// <summary>Told when another client with the VEN's id has ended its connection, by what the broker says or does.</summary>
    public Action? TakenOver { get; init; }

    /// <summary>The simulated home; null is <see cref="HomeLoads.Typical"/>.</summary>
    public Home? Home { get; init; }

    /// <summary>The file of <see cref="Home"/>, which devices can be added to; null where it comes with the agent.</summary>
    public string? HomeFile { get; init; }

    /// <summary>Who is asked for what announces itself; null is everybody on the link.</summary>
    internal System.Net.IPEndPoint? MdnsAsked { get; init; }

    /// <summary>Whether searches find devices of this machine itself, where tests have theirs; no setting sets it.</summary>
    internal bool IsLoopbackSearched { get; init; }

    /// <summary>How slowly loads come back after an event; a VEN that reads its configuration takes <see cref="ReturnPace.Usual"/>.</summary>
    public ReturnPace ReturnPace { get; init; }

    /// <summary>The keys that receipts are verified by; with none they are kept and shown as not verifiable.</summary>
    public ReceiptKeys ReceiptKeys { get; init; } = ReceiptKeys.None;

    /// <summary>
    /// The file of the keys that commands are verified by; null keeps them in memory. While there is none, and <see cref="CommandKeys"/> has none, the VEN obeys
    /// whoever its broker lets send.
    /// </summary>
    public string? CommandKeyFile { get; init; }

    /// <summary>Whether the VEN does not run without that file.</summary>
    public bool NeedsCommandKeys { get; init; }

    /// <summary>The keys that commands are verified by, where no file says others.</summary>
    public CommandKeys CommandKeys { get; init; } = CommandKeys.None;

    /// <summary>Port of the VEN's own page; 0 takes a free one; null has none.</summary>
    public int? WebPort { get; init; }

    /// <summary>IP address that the page is served on, or <c>localhost</c>. The default is this machine alone.</summary>
    public string WebHost { get; init; } = "localhost";

    /// <summary>Whether changes at the page need the pairing token; always where others than this machine can reach it.</summary>
    public bool IsPairingRequired
    {
        get => field || !Web.PageAccess.IsLoopback(WebHost);
        init;
    }

    /// <summary>The pairing token; null makes one at the first start and keeps it beside the log.</summary>
    public string? WebToken { get; init; }
}
