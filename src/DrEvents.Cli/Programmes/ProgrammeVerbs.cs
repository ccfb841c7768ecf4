using System.CommandLine;
using System.Text.Json;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

/// <summary>Paths, arguments and tables of programmes.</summary>
static class ProgrammeArguments
{
    private const int TermsBytesMax = 64 * 1024;

    /// <summary>All programmes.</summary>
    public const string All = "api/programmes";

    /// <summary>One of them, and what belongs to it.</summary>
    public static string Of(string id, string part = "") => $"{All}/{Uri.EscapeDataString(id)}{part}";

    /// <summary>The argument that names one.</summary>
    public static Argument<string> Programme() => Typed.Required("PROGRAMME", "The programme's id.", Typed.ReadNonEmpty, "an id");

    /// <summary>The option that says why, which is stored.</summary>
    public static Option<string?> Why()
    {
        var why = Typed.Text("--why", "Why; it is stored.", "text", Typed.ReadNonEmpty, "a text");
        why.Required = true;
        return why;
    }

    /// <summary>The VENs that are meant.</summary>
    public static Option<string[]> Vens(string description)
    {
        var vens = Typed.Vens(description);
        vens.Required = true;
        return vens;
    }

    /// <summary>Terms from a file of JSON, with the names that the API has for them.</summary>
    public static async Task<ProgrammeTerms?> Terms(string? path, CancellationToken stop)
    {
        if (path is null)
            return null;
        var bytes = await FileToImport.Read(path, TermsBytesMax, stop);
        try
        {
            return JsonSerializer.Deserialize<ProgrammeTerms>(bytes, JsonSerializerOptions.Web);
        }
        catch (JsonException e)
        {
            throw VerbFailed.BadInput($"--terms: {path} is no JSON of terms: {e.Message}");
        }
    }

    /// <summary>Shows programmes as a table.</summary>
    public static void Show(IReadOnlyList<ProgrammeView> programmes, Shell shell)
    {
        var table = Tables.New().Column("Programme").Prose("Name").Figure("VENs").Column("Opened").Prose("By").Column("Closed");
        foreach (var p in programmes)
            table.Row(
                p.Id,
                p.Name,
                Figures.Count(p.Vens),
                Figures.LocalMinute(p.OpenedAt, shell),
                p.OpenedBy,
                Figures.LocalMinute(p.ClosedAt, shell)
            );
        table.Draw(shell, programmes.Count == 0 ? "There is no programme" : "Programmes");
    }
}

/// <summary><c>drevents programme open PROGRAMME</c>: opens a programme.</summary>
static class OpenProgramme
{
    public static Command Verb(Invocation run)
    {
        var programme = ProgrammeArguments.Programme();
        var name = Typed.Text("--name", "What people call it.", "text", Typed.ReadNonEmpty, "a name");
        name.Required = true;
        var terms = Typed.Text("--terms", "Its terms, as JSON; without, it promises nothing.", "file", Typed.ReadNonEmpty, "a file");
        var verb = new Command("open", "Opens a programme: VENs can be enrolled in it, and events be called in it.")
        {
            programme,
            name,
            terms,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var asked = new OpenProgrammeRequest(
                    parse.GetRequiredValue(programme),
                    parse.GetValue(name),
                    await ProgrammeArguments.Terms(parse.GetValue(terms), stop)
                );
                var answer = await backend.Post(ProgrammeArguments.All, asked, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    ProgrammeArguments.Show([answer.Read<ProgrammeView>()], run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents programme list</c>: all programmes.</summary>
static class ListProgrammes
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("list", "Lists all programmes.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(ProgrammeArguments.All, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    ProgrammeArguments.Show(answer.Read<ProgrammeView[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents programme show PROGRAMME</c>: the VENs of a programme, with the history of their consents.</summary>
static class ShowProgramme
{
    public static Command Verb(Invocation run)
    {
        var programme = ProgrammeArguments.Programme();
        var offset = Typed.Integer("--offset", "Which VEN is the first that is shown, counted from 0. [0]", 0, 10_000_000);
        var limit = Typed.Integer("--limit", "How many VENs are shown. [100]", 1, 500);
        var verb = new Command("show", "Shows who takes part in a programme, or did, and by whose consent.") { programme, offset, limit };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var page = $"/vens?offset={parse.GetValue(offset) ?? 0}&limit={parse.GetValue(limit) ?? 100}";
                var answer = await backend.Get(ProgrammeArguments.Of(parse.GetRequiredValue(programme), page), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<EnrolmentPage>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(EnrolmentPage page, Shell shell)
    {
        var table = Tables.New().Column("VEN").Column("Since").Prose("Consent of").Prose("Where").Column("Until").Prose("Why");
        foreach (var (ven, time) in page.Vens.SelectMany(v => v.Times, (v, t) => (v, t)))
            table.Row(
                ven.VenId,
                Figures.LocalMinute(time.Since, shell),
                time.ConsentBy,
                Figures.Text(time.ConsentReference),
                Figures.LocalMinute(time.Until, shell),
                Figures.Text(time.Why)
            );
        table.Draw(
            shell,
            page.Vens.Count == 0 ? "No VEN is shown" : $"VENs {page.Offset + 1} to {page.Offset + page.Vens.Count} of {page.Total}"
        );
    }
}

/// <summary><c>drevents programme enrol PROGRAMME</c>: enrols VENs.</summary>
static class EnrolVens
{
    public static Command Verb(Invocation run)
    {
        var programme = ProgrammeArguments.Programme();
        var vens = ProgrammeArguments.Vens("A VEN that takes part from now on.");
        var consent = Typed.Text("--consent-by", "Who agreed for the homes.", "name", Typed.ReadNonEmpty, "a name");
        consent.Required = true;
        var reference = Typed.Text("--reference", "Where the consents are to be found.", "text", Typed.ReadNonEmpty, "a text");
        var verb = new Command("enrol", "Enrols VENs in a programme.") { programme, vens, consent, reference };
        verb.SetAction(
            (parse, stop) =>
                Changed.Show(
                    run,
                    parse,
                    ProgrammeArguments.Of(parse.GetRequiredValue(programme), "/enrolments"),
                    new EnrolVensRequest(parse.GetValue(vens), parse.GetValue(consent), parse.GetValue(reference)),
                    stop
                )
        );
        return verb;
    }
}

/// <summary><c>drevents programme leave PROGRAMME</c>: takes VENs out.</summary>
static class LeaveProgramme
{
    public static Command Verb(Invocation run)
    {
        var programme = ProgrammeArguments.Programme();
        var vens = ProgrammeArguments.Vens("A VEN that takes part no more.");
        var why = ProgrammeArguments.Why();
        var verb = new Command("leave", "Takes VENs out of a programme. Events of it that hold them let them go at once.")
        {
            programme,
            vens,
            why,
        };
        verb.SetAction(
            (parse, stop) =>
                Changed.Show(
                    run,
                    parse,
                    ProgrammeArguments.Of(parse.GetRequiredValue(programme), "/leavings"),
                    new LeaveProgrammeRequest(parse.GetValue(vens), parse.GetValue(why)),
                    stop
                )
        );
        return verb;
    }
}

/// <summary><c>drevents programme close PROGRAMME</c>: closes a programme.</summary>
static class CloseProgramme
{
    public static Command Verb(Invocation run)
    {
        var programme = ProgrammeArguments.Programme();
        var why = ProgrammeArguments.Why();
        var verb = new Command("close", "Closes a programme: no event is called in it any more.") { programme, why };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var path = ProgrammeArguments.Of(parse.GetRequiredValue(programme), "/close");
                var answer = await backend.Post(path, new CloseProgrammeRequest(parse.GetValue(why)), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    ProgrammeArguments.Show([answer.Read<ProgrammeView>()], run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary>Asks for enrolments to be changed, and shows what became of each.</summary>
static class Changed
{
    public static async Task<int> Show(Invocation run, ParseResult parse, string path, object request, CancellationToken stop)
    {
        using var backend = run.Backend(parse);
        var answer = await backend.Post(path, request, stop);
        if (run.WantsJson(parse))
        {
            await run.Shell.Out.WriteLineAsync(answer.Json);
            return ExitCode.Done;
        }
        var outcome = answer.Read<EnrolmentsChanged>();
        var table = Tables.New().Column("VEN").Column("Outcome");
        foreach (var ven in outcome.Vens)
            table.Row(ven.VenId, ven.Outcome);
        table.Draw(shell: run.Shell, $"{outcome.Changed} changed, {outcome.Unchanged} unchanged, {outcome.Failed} not found");
        return ExitCode.Done;
    }
}
