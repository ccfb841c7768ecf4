using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Commands on their way to VENs and back, for whoever observes the meter <c>DrEvents.Commands</c>.</summary>
public sealed class CommandMetrics : ICountsFromZero
{
    public const string Op = "op";
    public const string Outcome = "outcome";
    public const string Accepted = "accepted";
    public const string Refused = "refused";
    private const string Taken = "taken";
    private const string NotTaken = "not_taken";
    private readonly Counter<long> _sent;
    private readonly Counter<long> _answered;
    private readonly Histogram<double> _delay;
    private readonly Histogram<double> _responseTime;

    public Counter<long> Expired { get; }
    public Counter<long> Unmatched { get; }

    /// <summary>An event that begins later than this is late; events start within 2 s.</summary>
    private static readonly TimeSpan LateFrom = TimeSpan.FromSeconds(2);
    private readonly Histogram<double> _startLateness;
    private readonly Counter<long> _started;

    public CommandMetrics(IMeterFactory meters, CommandsUnderWay underWay)
    {
        var meter = meters.Create("DrEvents.Commands");
        _sent = meter.CreateCounter<long>(
            "drevents.commands.sent",
            "{command}",
            "Commands handed to the broker, repeats too: taken by it, or not"
        );
        _answered = meter.CreateCounter<long>(
            "drevents.commands.answered",
            "{command}",
            "Answers of VENs: accepted, refused, repeated or late"
        );
        Expired = meter.CreateCounter<long>("drevents.commands.expired", "{command}", "Commands that nobody answered before their end");
        Unmatched = meter.CreateCounter<long>("drevents.commands.unmatched", "{command}", "Answers that belong to no command of their VEN");
        _delay = meter.CreateHistogram<double>(
            "drevents.commands.delay",
            "s",
            "From the moment a command was due, the event's start above all, to the moment it was handed to the broker for the first time"
        );
        _responseTime = meter.CreateHistogram<double>(
            "drevents.commands.response_time",
            "s",
            "From the moment a command was handed to the broker to the arrival of its first answer"
        );
        _startLateness = meter.CreateHistogram<double>(
            "drevents.events.start_lateness",
            "s",
            "From the time at which an event should start to its start"
        );
        _started = meter.CreateCounter<long>(
            "drevents.events.started",
            "{event}",
            "Events that began, and whether more than 2 s after their time"
        );
        meter.CreateObservableGauge(
            "drevents.commands.under_way",
            () => underWay.Count,
            "{command}",
            "Commands that this node sends, or of which it is not stored yet that the broker took them"
        );
    }

    public void Begin()
    {
        foreach (var op in new[] { CommandOps.ShedPanel, CommandOps.Restore })
        {
            _sent.Add(0, new(Op, op), new(Outcome, Taken));
            _sent.Add(0, new(Op, op), new(Outcome, NotTaken));
            _answered.Add(0, new(Op, op), new(Outcome, Accepted));
            _answered.Add(0, new(Op, op), new(Outcome, Refused));
        }
        Expired.Add(0);
        Unmatched.Add(0);
        _started.Add(0, Late(false));
        _started.Add(0, Late(true));
    }

    /// <summary>The op, if the contract knows it: VENs say what they like, and each word would be a series.</summary>
    public static string OpOf(string op) => CommandOps.All.Contains(op) ? op : "other";

    public void Started(TimeSpan lateBy)
    {
        _startLateness.Record(Math.Max(0, lateBy.TotalSeconds));
        _started.Add(1, Late(lateBy > LateFrom));
    }

    public void Sent(string op, bool isTaken) => _sent.Add(1, new(Op, op), new(Outcome, isTaken ? Taken : NotTaken));

    public void Handed(TimeSpan delay) => _delay.Record(Math.Max(0, delay.TotalSeconds));

    public void Answered(string op, string outcome, double? responseMs)
    {
        _answered.Add(1, new(Op, op), new(Outcome, outcome));
        if (responseMs is { } ms)
            _responseTime.Record(ms / 1000);
    }

    private static KeyValuePair<string, object?> Late(bool isLate) => new("late", isLate ? "true" : "false");
}
