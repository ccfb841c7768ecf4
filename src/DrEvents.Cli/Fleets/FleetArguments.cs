using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Mqtt;
using DrEvents.Simulator;
using DrEvents.Simulator.Faults;
using DrEvents.Simulator.Field;
using DrEvents.Ven.Trust;

namespace DrEvents.Cli.Fleets;

/// <summary>The options that say what a fleet is.</summary>
sealed class FleetArguments
{
    private const int IntervalMaxS = 3_600;

    private readonly Option<int?> _count = Typed.Integer("--count", "How many VENs. [100]", 1, FleetOptions.CountMax);

    private readonly Option<string?> _prefix = Typed.Text(
        "--prefix",
        "Their ids are this and a number. [sim-]",
        "text",
        // What an id with it may look like, it may look like itself.
        text => Typed.ReadVenId(text + "00000") is null ? null : text,
        "1 to 123 of A-Z a-z 0-9 : _ -"
    );

    private readonly Option<int?> _seed = Typed.Integer("--seed", "Draws homes and faults. [1]", 0, int.MaxValue);

    private readonly Option<string[]> _homes = Typed.Many(
        "--home",
        $"A home to draw from: {string.Join(", ", FleetHomes.Default)}, or a JSON file. [all that come along]",
        "name",
        Typed.ReadNonEmpty,
        "the name of a home"
    );

    private readonly Option<DateTimeOffset?> _homeClock = Typed.DateAndTime(
        "--home-clock",
        "The time in the homes when the fleet starts, for weather and habits; messages carry the real time. [the real time]",
        // What weather and sun are modelled for, with room for days before.
        new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero),
        new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)
    );

    private readonly HistoryArguments _history = new();
    private readonly Option<TimeSpan?> _interval = Typed.Span("--interval", "Time between two samples of a VEN. [10s]");
    private readonly Option<int?> _ramp = Typed.Integer("--ramp", "VENs that are started in a second. [100]", 1, 10_000);
    private readonly Option<bool> _warm = new("--warm")
    {
        Description = "Begin with the baseline that the homes would have had: the half hour before.",
    };
    private readonly Option<bool> _shadow = new("--shadow") { Description = "Keep device shadows." };
    private readonly Option<string?> _commandKeys = Typed.Text(
        "--command-keys",
        "Obey only what is signed by a key of this file, as a VEN does that is enrolled: [{\"keyId\", \"publicKey\"}]. [obey all]",
        "file",
        Typed.ReadNonEmpty,
        "a file"
    );
    private readonly Option<string?> _truth = Typed.Text(
        "--truth",
        "Write for every sample what the home would have used without events. CSV; a file that is there is replaced.",
        "file",
        Typed.ReadNonEmpty,
        "a file"
    );

    private readonly (Fault Fault, Option<double?> Share)[] _shares =
    [
        (Fault.Offline, Typed.Share("--offline", "Share of the VENs whose network is away for a while, back for as long, and so on.")),
        (Fault.Slow, Typed.Share("--slow", "Share that obeys at once and answers late.")),
        (Fault.Refusing, Typed.Share("--refusing", "Share that refuses every shed.")),
        (Fault.Skewed, Typed.Share("--skewed", "Share whose clock is wrong.")),
        (Fault.Stuck, Typed.Share("--stuck", "Share that acknowledges and sheds nothing.")),
        (Fault.Lossy, Typed.Share("--lossy", "Share on a line that loses packets: late messages, broken connections.")),
    ];

    private readonly Option<double?> _older = Typed.Share(
        "--older",
        "Share that are doubles of the field's generation which calls every shed an event."
    );
    private readonly Option<double?> _oldest = Typed.Share("--oldest", "Share that are doubles of that which knows no restore.");
    private readonly Option<double?> _oldestStuck = Typed.Share(
        "--oldest-stuck",
        "Of the oldest, the share whose meter does not show what they acknowledge."
    );

    private readonly Option<TimeSpan?> _offlineFor = Typed.Span("--offline-for", "How long a network is away. [5m]");
    private readonly Option<TimeSpan?> _slowBy = Typed.Span("--slow-by", "How late slow VENs answer, in the mean. [3s]");
    private readonly Option<TimeSpan?> _skewMax = Typed.Span("--skew-max", "How wrong a clock is at most, either way. [90s]");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
        [
            _count,
            _prefix,
            _seed,
            _homes,
            _homeClock,
            .. _history.All,
            _interval,
            _ramp,
            _warm,
            _shadow,
            _commandKeys,
            _truth,
            .. _shares.Select(s => s.Share),
            _older,
            _oldest,
            _oldestStuck,
            _offlineFor,
            _slowBy,
            _skewMax,
        ];

    /// <summary>The fleet that is asked for.</summary>
    public FleetOptions Read(ParseResult parse, BrokerAddress broker)
    {
        var usual = new FleetOptions(broker, parse.GetValue(_count) ?? 100);
        var homes = parse.GetValue(_homes) is { Length: > 0 } named ? named : usual.Homes;
        if (FleetHomes.Find(homes).Errors is { Count: > 0 } errors)
            throw new VerbFailed(ExitCode.BadInput, [.. errors.Select(e => $"--home: {e}")]);
        var interval = parse.GetValue(_interval) ?? usual.ReportInterval;
        if (interval > TimeSpan.FromSeconds(IntervalMaxS))
            throw VerbFailed.BadInput($"--interval: {Duration.Written(interval)} is longer than {IntervalMaxS}s");
        var faults = new FaultShares
        {
            OfflineFor = parse.GetValue(_offlineFor) ?? usual.Faults.OfflineFor,
            SlowBy = parse.GetValue(_slowBy) ?? usual.Faults.SlowBy,
            SkewMax = parse.GetValue(_skewMax) ?? usual.Faults.SkewMax,
        };
        foreach (var (fault, share) in _shares)
            faults = faults.With(fault, parse.GetValue(share) ?? 0);
        var generations = new GenerationShares
        {
            Older = parse.GetValue(_older) ?? 0,
            Oldest = parse.GetValue(_oldest) ?? 0,
            OldestStuck = parse.GetValue(_oldestStuck) ?? 0,
        };
        if (!generations.IsPossible)
            throw VerbFailed.BadInput("--older, --oldest: together more than the fleet");
        return _history.Read(parse, usual) with
        {
            Prefix = parse.GetValue(_prefix) ?? usual.Prefix,
            Seed = parse.GetValue(_seed) ?? usual.Seed,
            Homes = homes,
            HomeClock = parse.GetValue(_homeClock),
            ReportInterval = interval,
            StartsPerSecond = parse.GetValue(_ramp) ?? usual.StartsPerSecond,
            IsWarm = parse.GetValue(_warm),
            Shadow = parse.GetValue(_shadow),
            CommandKeys = KeysOf(parse.GetValue(_commandKeys)),
            Faults = faults,
            Generations = generations,
            TruthFile = parse.GetValue(_truth),
        };
    }

    private static CommandKeys KeysOf(string? path)
    {
        if (path is null)
            return CommandKeys.None;
        var (keys, problem) = CommandKeys.ReadFile(path);
        return keys ?? throw VerbFailed.BadInput($"--command-keys: {problem}");
    }
}
