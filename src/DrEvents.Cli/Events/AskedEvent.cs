using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary>The options by which an event is asked for: to be called, or only looked at.</summary>
sealed class AskedEvent
{
    /// <summary>The status that starts an event at once, whatever the two clocks say.</summary>
    private const string StartAtOnce = "active";
    private readonly Option<double?> _kw = Typed.Kw("--kw", "Reduction that is asked of the fleet.");
    private readonly Option<Moment?> _start = Typed.Time(
        "--start",
        "When it starts: now (default), +5m, 17:30 (local) or RFC 3339 with an offset."
    );
    private readonly Option<Moment?> _end = Typed.Time(
        "--end",
        "When it ends: like --start; a local time is the next one after the start."
    );
    private readonly Option<TimeSpan?> _duration = Typed.Span("--duration", "How long it lasts, instead of --end: 30m, 1h30m.");
    private readonly Option<int?> _priority = Typed.Integer(
        "--priority",
        "Rank among events that want the same VENs; 0 is highest. [100]",
        0,
        int.MaxValue
    );
    private readonly Option<string?> _allocation = Typed.Word(
        "--allocation",
        "How the reduction is split over VENs. [weighted]",
        "weighted",
        "equal"
    );
    private readonly Option<string?> _control = Typed.Word(
        "--control",
        "closed: the measured reduction is held at what is asked; open: shares stay as they began. [closed]",
        "closed",
        "open"
    );
    private readonly Option<int?> _holdOut = Typed.Integer(
        "--hold-out",
        "Percent of the VENs that are drawn at random and not called, to measure by. [0]",
        0,
        50
    );
    private readonly Option<string[]> _vens = Typed.Vens("A VEN that is meant; without VENs and groups, all enabled VENs are.");
    private readonly Option<string[]> _groups = Typed.Many("--group", "A group that is meant.", "name", Typed.ReadNonEmpty, "a name");

    private readonly Option<string?> _programme = Typed.Text(
        "--programme",
        "The programme that it belongs to: of those that are meant, its VENs alone are called.",
        "id",
        Typed.ReadNonEmpty,
        "an id"
    );

    /// <summary>A verb with these options.</summary>
    public Command Verb(string name, string description)
    {
        _kw.Required = true;
        return new Command(name, description)
        {
            _kw,
            _start,
            _end,
            _duration,
            _priority,
            _allocation,
            _control,
            _holdOut,
            _vens,
            _groups,
            _programme,
        };
    }

    /// <summary>What they ask for.</summary>
    public CreateEventRequest Request(ParseResult parse, Shell shell)
    {
        // Here and not as a validator: one that fails hides what is wrong with single options.
        if ((parse.GetResult(_end) is null) == (parse.GetResult(_duration) is null))
            throw VerbFailed.BadInput("--end or --duration: exactly one of them is needed");
        var starts = parse.GetValue(_start) ?? Moment.Now;
        var (startTime, endTime) = TimeWindow.Of(starts, parse.GetValue(_end), parse.GetValue(_duration) ?? default, shell);
        return new CreateEventRequest(
            startTime,
            endTime,
            parse.GetValue(_kw),
            starts.IsNow ? StartAtOnce : null,
            parse.GetValue(_priority),
            parse.GetValue(_allocation),
            Targets(parse.GetValue(_vens), parse.GetValue(_groups), parse.GetValue(_programme)),
            parse.GetValue(_control),
            parse.GetValue(_holdOut)
        );
    }

    private static EventTargets? Targets(string[]? vens, string[]? groups, string? programme) =>
        vens is { Length: > 0 } || groups is { Length: > 0 } || programme is not null
            ? new EventTargets(vens is { Length: > 0 } ? vens : null, groups is { Length: > 0 } ? groups : null, programme)
            : null;
}
