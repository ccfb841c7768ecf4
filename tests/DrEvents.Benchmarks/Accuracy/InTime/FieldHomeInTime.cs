using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Baselines;
using DrEvents.Measurement.LikeDays;
using DrEvents.Simulator;
using DrEvents.Simulator.Field;
using DrEvents.Ven.Loads;
using NodaTime;

namespace DrEvents.Benchmarks.Accuracy.InTime;

/// <summary>What is stored of a home before its event.</summary>
internal enum KnownBefore
{
    /// <summary>Less than five minutes, so that it counts by its claim.</summary>
    Nothing,

    /// <summary>The half hour before.</summary>
    HalfHour,

    /// <summary>That, and two weeks.</summary>
    LikeDays,
}

/// <summary>A home with a double of a VEN of the field, which has no models, and its twin, in simulated time.</summary>
internal sealed class FieldHomeInTime
{
    private static readonly TimeSpan AnswerTakes = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);
    private const int LookBackDays = 15;
    private static readonly FleetHomes Kinds = FleetHomes.Find(FleetHomes.Default).Homes!;
    private readonly int _seed;
    private readonly IFieldWords _words;
    private readonly FieldPanel _panel;
    private readonly IReadOnlyList<ILoad> _twin;
    private double? _acceptedKw;
    private int _revision;

    public FieldHomeInTime(string venId, int seed, Generation generation, DateTimeOffset start)
    {
        (VenId, _seed, _words) = (venId, seed, FieldWords.Of(generation)!);
        var loads = Kinds.Build(seed);
        (_twin, _panel) = (Kinds.Build(seed), new FieldPanel(venId, loads, isRefusing: false, _words));
        // As its past days begin, so that it is the same home.
        foreach (var load in loads.Concat(_twin))
            load.MeasureAt(MidnightOf(start));
    }

    public string VenId { get; }
    public bool IsAsked => _revision > 0;
    public ParticipationRow Row =>
        new(Stream, TownEvent.Id, ParticipationStatus.Shedding, WasToldToShed: true, _acceptedKw, ResponseMs: 1_000);
    private string Stream => Participation.StreamOf(TownEvent.Id, VenId);

    /// <summary>Puts the baseline that the backend would seal into the live figures.</summary>
    public void Seal(LiveFold fold, DrEvent owner, KnownBefore known)
    {
        if (known == KnownBefore.Nothing)
            return;
        var (start, powersKw) = (owner.StartTime, new List<double>());
        for (var at = start - HalfHour; at < start; at += Step)
            powersKw.Add(TwinKw(at));
        var likeDays = known == KnownBefore.LikeDays ? LikeDaysOf(owner, powersKw.Average()) : null;
        fold.Apply(
            BaselineSealed.StreamOf(owner.Id),
            new BaselineSealed(
                VenId,
                Backend.Features.Baselines.Seal.Method,
                powersKw.Average(),
                Verified: true,
                null,
                start - HalfHour,
                start,
                [],
                powersKw,
                "",
                start,
                LikeDays: likeDays
            )
        );
    }

    /// <summary>Takes a command by its generation's words, and its answer into the live figures.</summary>
    public void Obey(LiveFold fold, DrEvent owner, double kw, DateTimeOffset now)
    {
        var id = FormattableString.Invariant($"{VenId}-{++_revision}");
        fold.Apply(Stream, new CommandDispatched(id, CommandOps.ShedPanel, _revision, kw, owner.EndTime, owner.EndTime, "", null, now));
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
        var answer = VenAck.Read(_words.Acknowledge(_panel.Obey(_words.Read(command.ToUtf8())!, now))).Value!;
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
                null,
                null,
                null,
                null,
                1_000,
                at,
                at
            )
        );
    }

    /// <summary>Sends a sample by its generation's words into the live figures, and says what is really delivered now, kW.</summary>
    public double Tell(LiveFold fold, DateTimeOffset now)
    {
        var sample = TelemetrySample.Read(_words.Report(_panel.Sample(now)), VenId).Value!;
        fold.Apply(TelemetryStreams.Of(VenId, now), TelemetrySampled.From(sample, newestBefore: null, now));
        return TwinKw(now) - sample.UsedPowerKw;
    }

    private LikeDaysSealed? LikeDaysOf(DrEvent owner, double halfHourKw)
    {
        var (start, quarter) = (owner.StartTime, LikeDayBaseline.Quarter);
        var profile = LikeDayBaseline.Profile with { LookBackDays = LookBackDays };
        var question = LikeDayBaseline.Question(
            DateTimeZone.Utc,
            Instant.FromDateTimeOffset(start),
            Instant.FromDateTimeOffset(owner.EndTime) + Duration.FromHours(1),
            Instant.FromDateTimeOffset(start) - quarter
        );
        var (means, loads, day) = (new Dictionary<Instant, IntervalMean>(), Kinds.Build(_seed), DateTimeOffset.MinValue);
        foreach (var range in question.Needed(profile, quarter))
        {
            for (var at = range.Start; at < range.End; at += quarter)
            {
                if (MidnightOf(at.ToDateTimeOffset()) is var midnight && midnight != day)
                {
                    (loads, day) = (Kinds.Build(_seed), midnight);
                    Kw(loads, midnight);
                }
                var steps = Enumerable.Range(0, (int)(quarter.ToTimeSpan() / Step));
                means[at] = new IntervalMean(steps.Average(n => Kw(loads, at.ToDateTimeOffset() + n * Step)));
            }
        }
        var series = new IntervalSeries(quarter, means);
        var quarters = (int)Math.Ceiling((owner.EndTime - start) / LikeDaysSealed.Quarter);
        return LikeDaysSealed.Of(
            start,
            "UTC",
            quarters,
            ChosenDays.Of(series, question, profile).Used,
            LikeDayBaseline.Today(series, question),
            halfHourKw
        );
    }

    private double TwinKw(DateTimeOffset at) => Kw(_twin, at);

    private static double Kw(IReadOnlyList<ILoad> loads, DateTimeOffset at) => loads.Sum(l => l.MeasureAt(at).PowerKw);

    private static DateTimeOffset MidnightOf(DateTimeOffset at) => new(at.UtcDateTime.Date, TimeSpan.Zero);
}
