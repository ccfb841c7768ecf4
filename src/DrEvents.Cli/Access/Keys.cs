using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary><c>drevents access key make</c>: makes an API key, which is shown this once.</summary>
static class MakeKey
{
    public static Command Verb(Invocation run)
    {
        var name = AccessArguments.Name("Whose it is, or what for.");
        var role = AccessArguments.Role(Roles.All);
        var bound = new BoundOptions();
        var end = Typed.Time("--expires", "From when on it is refused; never when missing.");
        var verb = new Command("make", "Makes an API key. It is printed once, alone on stdout, and cannot be shown again.")
        {
            name,
            role,
            end,
        };
        bound.On(verb);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var now = run.Shell.Now;
                DateTimeOffset? expires = parse.GetValue(end) is { } given
                    ? given.Resolve(now, now, run.Shell.Clock.LocalTimeZone) ?? throw TimeWindow.SkippedByClock("--expires")
                    : null;
                var request = new MakeApiKeyRequest(
                    parse.GetValue(name),
                    parse.GetValue(role),
                    expires,
                    bound.Programmes(parse),
                    bound.Roles(parse)
                );
                var answer = await backend.Post(AccessPaths.Keys, request, stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                    return ExitCode.Done;
                }
                var made = answer.Read<ApiKeyMadeView>();
                run.Shell.Say($"made key {made.Key.Id} of {made.Key.Name}, {made.Key.Role}; it is not shown again:");
                await run.Shell.Out.WriteLineAsync(made.Secret);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents access key list</c>: all API keys, without their secrets.</summary>
static class ListKeys
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("list", "Lists all API keys, without their secrets.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(AccessPaths.Keys, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<ApiKeyView[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(ApiKeyView[] keys, Shell shell)
    {
        if (keys.Length == 0)
        {
            shell.Say("there is no key");
            return;
        }
        var table = Tables
            .New()
            .Column("Key")
            .Prose("Name")
            .Column("Role")
            .Prose("Programmes")
            .Column("Made")
            .Prose("By")
            .Column("Expires")
            .Column("Revoked");
        foreach (var key in keys)
            table.Row(
                key.Id,
                key.Name,
                key.Role,
                AccessArguments.Shown(key.Programmes, key.ProgrammeRoles),
                Figures.LocalMinute(key.MadeAt, shell),
                key.MadeBy,
                Figures.LocalMinute(key.ExpiresAt, shell),
                Figures.LocalMinute(key.RevokedAt, shell)
            );
        table.Draw(shell);
    }
}

/// <summary><c>drevents access key revoke KEY</c>: takes an API key back.</summary>
static class RevokeKey
{
    public static Command Verb(Invocation run)
    {
        var key = Typed.Required("KEY", "The key's id, as the list shows it.", Typed.ReadNonEmpty, "an id");
        var verb = new Command("revoke", "Revokes an API key. The server answers without a body, so --json prints nothing.") { key };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(key);
                await backend.Delete<object>(AccessPaths.Of(AccessPaths.Keys, id), null, stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync($"{id} revoked");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
