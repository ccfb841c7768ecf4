using System.CommandLine;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

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
                EnrolmentChanges.Show(
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
