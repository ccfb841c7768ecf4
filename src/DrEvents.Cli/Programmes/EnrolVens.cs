using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

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
                EnrolmentChanges.Show(
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
