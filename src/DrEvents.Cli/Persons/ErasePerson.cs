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
            "Erases what names a person: of a VEN that was removed, of a user who was, or of somebody without an account. What was measured and done stays, under the id."
        );
        whose.AddTo(verb);
        verb.Options.Add(why);
        verb.Options.Add(dry);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var (path, other) = whose.Asked(parse, "erasure");
                var (reason, isDry) = (parse.GetValue(why), parse.GetValue(dry));
                var answer = other is null
                    ? await backend.Post(path, new EraseRequest(reason, isDry), stop)
                    : await backend.Post(path, new EraseOtherRequest(reason, other.Name, other.Id, isDry), stop);
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
        whose.AddTo(verb, isShown: true);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(whose.Shown(parse, "erasure"), stop);
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
