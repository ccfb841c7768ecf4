using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Actions;

/// <summary>Which actions somebody asks for on the command line.</summary>
sealed class AskedActions
{
    private const int LimitMax = 500;

    private readonly Option<string?> _who = Text("--who", "Only of this caller: his name, or the id of his key.", "name");
    private readonly Option<string?> _from = Text("--from", "Only from this address.", "address");
    private readonly Option<string?> _route = Text("--route", "Only where method and route hold this.", "text");
    private readonly Option<string?> _event = Text("--event", "Only about this event.", "id");
    private readonly Option<string?> _ven = Text("--ven", "Only about this VEN.", "id");
    private readonly Option<string?> _outcome = Typed.Word("--outcome", "Only those that ended so.", [.. ActionOutcomes.All]);
    private readonly Option<Moment?> _since = Typed.Time("--since", "Only from then on.");
    private readonly Option<Moment?> _until = Typed.Time("--until", "Only before then.");
    private readonly Option<int?> _limit = Typed.Integer("--limit", "So many at most. [50]", 1, LimitMax);
    private readonly Option<string?> _before = Text("--before", "Only older ones than this, as the list before says it.", "id");

    /// <summary>Lets a verb be told them.</summary>
    public void AddTo(Command verb)
    {
        Option[] all = [_who, _from, _route, _event, _ven, _outcome, _since, _until, _limit, _before];
        foreach (var option in all)
            verb.Options.Add(option);
    }

    /// <summary>The path and query of what was said.</summary>
    public string Path(ParseResult parse, Shell shell)
    {
        (string Name, string? Value)[] asked =
        [
            ("who", parse.GetValue(_who)),
            ("from", parse.GetValue(_from)),
            ("route", parse.GetValue(_route)),
            ("eventId", parse.GetValue(_event)),
            ("venId", parse.GetValue(_ven)),
            ("outcome", parse.GetValue(_outcome)),
            ("start", TimeOf("--since", parse.GetValue(_since), shell)),
            ("end", TimeOf("--until", parse.GetValue(_until), shell)),
            ("limit", parse.GetValue(_limit)?.ToString(CultureInfo.InvariantCulture)),
            ("before", parse.GetValue(_before)),
        ];
        var query = asked.Where(a => a.Value is not null).Select(a => $"{a.Name}={Uri.EscapeDataString(a.Value!)}");
        return "api/actions?" + string.Join('&', query);
    }

    private static string? TimeOf(string option, Moment? moment, Shell shell) =>
        moment is not { } given ? null
        : given.Resolve(shell.Now, shell.Now, shell.Clock.LocalTimeZone) is { } time
            ? time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)
        : throw TimeWindow.SkippedByClock(option);

    private static Option<string?> Text(string name, string description, string helpName) =>
        Typed.Text(name, description, helpName, Typed.ReadNonEmpty, "a text");
}
