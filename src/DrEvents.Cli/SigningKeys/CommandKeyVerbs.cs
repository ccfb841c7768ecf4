using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.SigningKeys;

/// <summary>Paths of command keys in the HTTP API.</summary>
static class CommandKeyPaths
{
    /// <summary>All keys.</summary>
    public const string All = "api/command-keys";

    /// <summary>Where the next key is asked for.</summary>
    public const string Rotate = $"{All}/rotate";

    /// <summary>One of them.</summary>
    public static string Of(string id) => $"{All}/{Uri.EscapeDataString(id)}";
}

/// <summary><c>drevents command-key list</c>: all keys that sign commands, or did.</summary>
static class ListCommandKeys
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("list", "Lists all keys that sign commands, or did, with their public halves.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(CommandKeyPaths.All, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<CommandKeyDetail[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    /// <summary>Shows them as a table.</summary>
    public static void Show(CommandKeyDetail[] keys, Shell shell)
    {
        if (keys.Length == 0)
        {
            shell.Say("there is no key: commands are not signed");
            return;
        }
        var table = Tables.New().Column("Key").Column("Status").Column("Signs from").Prose("Added by").Column("Retired").Column("Public");
        foreach (var key in keys)
            table.Row(
                key.KeyId,
                key.Status,
                Figures.LocalMinute(key.SignsFrom, shell),
                key.AddedBy,
                Figures.LocalMinute(key.RetiredAt, shell),
                key.PublicKey
            );
        table.Draw(shell);
    }
}

/// <summary><c>drevents command-key rotate</c>: another key signs from a later time on.</summary>
static class RotateCommandKey
{
    public static Command Verb(Invocation run)
    {
        var from = Typed.Time(
            "--signs-from",
            "From when on it signs; VENs get to know it until then. [in as many days as the backend is set to]"
        );
        var verb = new Command(
            "rotate",
            "Makes another key, which VENs that are enrolled are told, and which signs commands from a later time on."
        )
        {
            from,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var now = run.Shell.Now;
                DateTimeOffset? signsFrom = parse.GetValue(from) is { } given
                    ? given.Resolve(now, now, run.Shell.Clock.LocalTimeZone) ?? throw TimeWindow.SkippedByClock("--signs-from")
                    : null;
                var answer = await backend.Post(CommandKeyPaths.Rotate, new RotateCommandKeyRequest(signsFrom), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    ListCommandKeys.Show([answer.Read<CommandKeyDetail>()], run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents command-key retire KEY</c>: nothing is verified by it any more.</summary>
static class RetireCommandKey
{
    public static Command Verb(Invocation run)
    {
        var key = Typed.Required("KEY", "The key's id, as the list shows it.", Typed.ReadNonEmpty, "an id");
        var verb = new Command(
            "retire",
            "Retires a key: VENs that are enrolled are told to verify nothing by it. The server answers without a body, so --json prints nothing."
        )
        {
            key,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(key);
                await backend.Delete<object>(CommandKeyPaths.Of(id), null, stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync($"{id} retired");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
