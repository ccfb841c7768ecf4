using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Contracts.Tests;

/// <summary>Messages at random, the same for the same seed: every field is there or not, and its value anything that it may be.</summary>
internal sealed class Seeded(int seed)
{
    private static readonly string[] Words = ["ev", "heat pump", "ß∂ƒ 🔌", "مضخة", "a\"b\\c", "<b>&'", "line\nbreak\t", "\u2028", " "];

#pragma warning disable CA5394 // Not a secret: a test that is the same every time.
    private readonly Random random = new(seed);

    /// <summary>A command of any op.</summary>
    public VenCommand Command() =>
        new()
        {
            Op = Any(CommandOps.All),
            CorrelationId = Word(),
            VenId = VenId(),
            IssuedAt = WholeSecond(),
            ExpiresAt = Maybe(WholeSecond),
            Revision = random.Next(),
            EventId = MaybeText(),
            RequestedReductionKw = Maybe(Kw),
            DurationS = Maybe(() => random.Next()),
            StartAt = Maybe(Moment),
            EndAt = Maybe(Moment),
            LoadId = MaybeText(),
            ReduceKw = Maybe(Kw),
            Enabled = Maybe(Flag),
            CapacityKw = Maybe(Kw),
            Priority = Maybe(() => random.Next()),
            What = MaybeText(),
            ReportIntervalSeconds = Maybe(() => random.Next(1, 86_401)),
            TargetPowerKw = Maybe(Kw),
            ReturnSeconds = Maybe(() => random.Next(VenCommand.ReturnSecondsMax + 1)),
        };

    /// <summary>An acknowledgement of any op.</summary>
    public VenAck Ack()
    {
        var op = Any(CommandOps.All);
        return new VenAck
        {
            Op = op,
            CorrelationId = MaybeText(),
            Ok = Flag(),
            At = Maybe(Moment),
            VenId = MaybeText(),
            EventId = MaybeText(),
            RequestedShedKw = Maybe(Kw),
            ActualShedKw = Maybe(Kw),
            TargetKw = Maybe(Kw),
            Until = Maybe(Moment),
            CircuitsCurtailed = Many(i => new CurtailedCircuit(
                $"c{i}",
                MaybeText(),
                Maybe(() => Math.Abs(Kw())),
                Maybe(Kw),
                Maybe(Kw),
                Maybe(Kw),
                Maybe(Flag)
            )),
            Restored = op == CommandOps.Restore ? Many(i => $"{i} {Word()}") : [],
            Error = MaybeText(),
        };
    }

    /// <summary>A sample.</summary>
    public TelemetrySample Sample() =>
        new()
        {
            VenId = VenId(),
            At = Moment(),
            UsedPowerKw = Kw(),
            ShedPowerKw = Maybe(Kw),
            RequestedReductionKw = Maybe(Kw),
            EventId = MaybeText(),
            BaselinePowerKw = Maybe(Kw),
            BatterySoc = Maybe(() => random.NextDouble() * 100),
            MessageNum = Maybe(() => random.NextInt64(9_000_000_000_000_000)),
            Panel = Flag() ? new PanelReading(200, Maybe(() => 240.0), Maybe(Kw), Maybe(Kw), Maybe(Kw)) : null,
            Loads = Loads(),
        };

    /// <summary>A snapshot of circuits.</summary>
    public LoadsSnapshot Snapshot() => new(VenId(), Moment(), Loads());

    /// <summary>A status.</summary>
    public VenStatusMessage Status() =>
        new(
            Flag(),
            Maybe(Moment),
            Maybe(() => random.Next(1, 86_401)),
            Session: Maybe(() => random.NextInt64(1, VenStatusMessage.SessionMax + 1))
        );

    /// <summary>The payload, damaged.</summary>
    public byte[] Damaged(byte[] payload) => Damage.Of(payload, random);

    private List<LoadReading> Loads() =>
        Many(i => new LoadReading(
            $"{i} {Word()}",
            MaybeText(),
            MaybeText(),
            Maybe(Kw),
            Kw(),
            Maybe(Kw),
            Maybe(Flag),
            Maybe(() => random.Next(9))
        ));

    private List<T> Many<T>(Func<int, T> make) => [.. Enumerable.Range(0, random.Next(4)).Select(make)];

    private T? Maybe<T>(Func<T> make)
        where T : struct => Flag() ? make() : null;

    private string? MaybeText() => Flag() ? Word() : null;

    private T Any<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private string Word() => Any(Words);

    private bool Flag() => random.Next(2) == 0;

    private double Kw() => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 7));

    private string VenId() => $"ven-{random.Next():x}";

    private DateTimeOffset WholeSecond() => DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(946_684_800, 4_102_444_799));

    private DateTimeOffset Moment() => DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(946_684_800_000, 4_102_444_800_000));
#pragma warning restore CA5394
}
