using System.Globalization;
using DrEvents.Mqtt;
using DrEvents.Simulator.Faults;
using DrEvents.Simulator.Field;
using DrEvents.Ven.Trust;

namespace DrEvents.Simulator;

/// <summary>What a fleet is. The same options and the same clock give the same homes, the same faults and the same truth.</summary>
/// <param name="Broker">
/// Where the VENs connect. <see cref="IdMark"/> in the names of the files with certificate and key stands for a VEN's id.
/// </param>
/// <param name="Count">How many there are.</param>
public sealed record FleetOptions(BrokerAddress Broker, int Count)
{
    /// <summary>Most VENs in one process: their connections have to come from one address, which has 28,000 ports by Linux' default.</summary>
    public const int CountMax = 25_000;

    /// <summary>What stands for the VEN's id in names of files.</summary>
    public const string IdMark = "{id}";

    /// <summary>A VEN's id is this and its number.</summary>
    public string Prefix { get; init; } = "sim-";

    /// <summary>How the number is written in an id, as .NET formats whole numbers.</summary>
    public string IdFormat { get; init; } = "00000";

    /// <summary>Draws homes, faults and generations.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The homes that are drawn from, by name or file, or <see cref="FleetHomes.Typical"/>.</summary>
    public IReadOnlyList<string> Homes { get; init; } = FleetHomes.Default;

    /// <summary>
    /// The time in all homes when the fleet starts, from which it runs on as the machine's does. Messages carry the machine's time. Null is the
    /// machine's time in the homes too.
    /// </summary>
    public DateTimeOffset? HomeClock { get; init; }

    /// <summary>Days before the start that are published as telemetry before the fleet starts; 0 publishes none.</summary>
    public int HistoryDays { get; init; }

    /// <summary>Length of the intervals of those days: each is one sample, of their mean power.</summary>
    public TimeSpan HistoryInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Samples of those days that are published in a second, at most. More than what listens takes wait at the broker, and few brokers keep more
    /// than some thousands.
    /// </summary>
    public int HistoryPerSecond { get; init; } = 10_000;

    /// <summary>Time between two samples of a VEN; the VENs' samples are spread over it.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>VENs that are started in a second.</summary>
    public int StartsPerSecond { get; init; } = 100;

    /// <summary>Whether the VENs' baselines begin with the half hour before the start, as their homes would have used it.</summary>
    public bool IsWarm { get; init; }

    /// <summary>Whether the VENs keep device shadows.</summary>
    public bool Shadow { get; init; }

    /// <summary>The keys by which today's VENs verify commands; with none they obey whoever the broker lets send.</summary>
    public CommandKeys CommandKeys { get; init; } = CommandKeys.None;

    /// <summary>How many VENs behave badly, and how.</summary>
    public FaultShares Faults { get; init; } = new();

    /// <summary>How many VENs are doubles of the field's generations.</summary>
    public GenerationShares Generations { get; init; } = new();

    /// <summary>Where the truth goes; null writes none.</summary>
    public string? TruthFile { get; init; }

    /// <summary>The id of the VEN of a number, from 1.</summary>
    public string VenIdOf(int number) => Prefix + number.ToString(IdFormat, CultureInfo.InvariantCulture);

    /// <summary>The seed of the VEN of a number, by which its home is drawn and built.</summary>
    public int SeedOf(int number) => Draws.SeedOf(Seed, number);

    /// <summary>How the VEN of a number connects: with its own certificate and key, where the names of the files have an <see cref="IdMark"/>.</summary>
    public BrokerAddress BrokerOf(int number) =>
        Broker with
        {
            CertFile = Broker.CertFile?.Replace(IdMark, VenIdOf(number), StringComparison.Ordinal),
            KeyFile = Broker.KeyFile?.Replace(IdMark, VenIdOf(number), StringComparison.Ordinal),
        };
}
