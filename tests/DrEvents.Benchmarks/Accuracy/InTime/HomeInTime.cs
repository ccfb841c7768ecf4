using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Mqtt;
using DrEvents.Simulator;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>A home with its agent and its twin, which nobody ever asks for anything, in simulated time.</summary>
internal sealed class HomeInTime
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerTakes = TimeSpan.FromSeconds(1);
    private static readonly FleetHomes Kinds = FleetHomes.Find(FleetHomes.Default).Homes!;
    private readonly Controller _controller;
    private readonly IReadOnlyList<ILoad> _loads;
    private readonly IReadOnlyList<ILoad> _twin;
    private Oracle? _oracle;
    private double? _acceptedKw;
    private int _revision;

    public HomeInTime(string venId, int seed, DateTimeOffset now)
    {
        VenId = venId;
        _twin = Build(seed);
        TwinKw(now - Controller.WarmTime);
        _loads = Build(seed);
        _controller = new Controller(venId, _loads, new MemoryEventLog(), Interval, NullLogger.Instance);
        _controller.Warm(now);
        _controller.Resume(now);
    }

    public string VenId { get; }

    public bool IsAsked => _revision > 0;

    /// <summary>Its part in the event.</summary>
    public ParticipationRow Row =>
        new(Stream, "evt-0000000a", ParticipationStatus.Shedding, WasToldToShed: true, _acceptedKw, ResponseMs: 1_000);
    private string Stream => Participation.StreamOf("evt-0000000a", VenId);

    /// <summary>The loads of a home.</summary>
    public static IReadOnlyList<ILoad> Build(int seed) => Kinds.Build(seed);

    /// <summary>Takes a command, and its answer into the live figures.</summary>
    public void Obey(LiveFold fold, DrEvent owner, double kw, DateTimeOffset now)
    {
        var id = FormattableString.Invariant($"c{++_revision}");
        var ask = new CommandDispatched(id, CommandOps.ShedPanel, _revision, kw, owner.EndTime, owner.EndTime, "", Order: null, now);
        fold.Apply(Stream, ask);
        var command = new VenCommand
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = id,
            VenId = VenId,
            IssuedAt = now,
            ExpiresAt = owner.EndTime,
            EventId = owner.Id,
            Revision = _revision,
            RequestedReductionKw = kw,
            DurationS = (int)(owner.EndTime - now).TotalSeconds,
        };
        var answer = VenAck.Read(_controller.Handle(command.ToUtf8(), now).Ack!).Value!;
        _acceptedKw = answer.ActualShedKw;
        var at = now + AnswerTakes;
        fold.Apply(
            Stream,
            new AckReceived(
                id,
                answer.Op,
                answer.Ok,
                AckStandings.First,
                answer.RequestedShedKw,
                answer.ActualShedKw,
                answer.Until,
                CircuitsCurtailed: null,
                answer.Error,
                DataJson: null,
                AnswerTakes.TotalMilliseconds,
                at,
                at
            )
        );
    }

    public void Advance(DateTimeOffset now) => _controller.Advance(now);

    /// <summary>From now on an oracle says too what the home would use.</summary>
    public void AskOracle(int seed, DateTimeOffset now) => _oracle = new Oracle(_twin, seed, now);

    /// <summary>Sends a sample into the live figures, and says what is really delivered now, and what the oracle takes it for, kW.</summary>
    public (double TrueKw, double OracleKw) Tell(LiveFold fold, DateTimeOffset now)
    {
        var sample = _controller.Sample(now);
        fold.Apply(TelemetryStreams.Of(VenId, now), TelemetrySampled.From(sample, newestBefore: null, now));
        return (TwinKw(now) - sample.UsedPowerKw, _oracle?.ReductionKw(_loads, _twin, now) ?? 0);
    }

    private double TwinKw(DateTimeOffset at) => _twin.Sum(l => l.MeasureAt(at).PowerKw);
}
