using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Persons;

/// <summary><c>drevents person erase</c>: erases what names a person.</summary>
static class ErasePerson
{
    public static Command Verb(Invocation run)
    {
        var whose = new PersonArguments();
        var why = Typed.Text("--why", "Why; it is kept, so it names nobody.", "text", Typed.ReadNonEmpty, "a text");
        why.Required = true;
        var dry = new Option<bool>("--dry-run") { Description = "Says what would be changed, and changes nothing." };
        var verb = new Command(
            "erase",
            "Erases what names a person: of a VEN that was removed, or of a user who was. What was measured stays, under the id."
        );
        whose.AddTo(verb);
        verb.Options.Add(why);
        verb.Options.Add(dry);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var request = new EraseRequest(parse.GetValue(why), parse.GetValue(dry));
                var answer = await backend.Post(whose.Path(parse, "erasure"), request, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    PersonArguments.Show(answer.Read<ErasureView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents person show</c>: whether it was done.</summary>
static class ShowErasure
{
    public static Command Verb(Invocation run)
    {
        var whose = new PersonArguments();
        var verb = new Command("show", "Shows whether what names a person was erased, when, why, and how much of what.");
        whose.AddTo(verb);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(whose.Path(parse, "erasure"), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    PersonArguments.Show(answer.Read<ErasureView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
