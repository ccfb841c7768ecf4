using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary><c>drevents access client make</c>: lets a program have tokens; its secret is shown this once.</summary>
static class MakeClient
{
    public static Command Verb(Invocation run)
    {
        var name = AccessArguments.Name("What it is.");
        var role = AccessArguments.Role(Roles.All);
        var bound = new BoundOptions();
        var verb = new Command("make", "Lets a program have tokens by client_credentials. Its secret is printed once, alone on stdout.")
        {
            name,
            role,
        };
        bound.On(verb);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var request = new MakeClientRequest(
                    parse.GetValue(name),
                    parse.GetValue(role),
                    bound.Programmes(parse),
                    bound.Roles(parse)
                );
                var answer = await backend.Post(AccessPaths.Clients, request, stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                    return ExitCode.Done;
                }
                var made = answer.Read<ClientMadeView>();
                run.Shell.Say($"made client {made.Client.Id} of {made.Client.Name}, {made.Client.Role}; its secret is not shown again:");
                await run.Shell.Out.WriteLineAsync(made.Secret);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents access client list</c>: all clients, without their secrets.</summary>
static class ListClients
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("list", "Lists all clients, without their secrets.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(AccessPaths.Clients, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<ClientView[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(ClientView[] clients, Shell shell)
    {
        if (clients.Length == 0)
        {
            shell.Say("there is no client");
            return;
        }
        var table = Tables
            .New()
            .Column("Client")
            .Prose("Name")
            .Column("Role")
            .Prose("Programmes")
            .Column("Made")
            .Prose("By")
            .Column("Revoked");
        foreach (var client in clients)
            table.Row(
                client.Id,
                client.Name,
                client.Role,
                AccessArguments.Shown(client.Programmes, client.ProgrammeRoles),
                Figures.LocalMinute(client.MadeAt, shell),
                client.MadeBy,
                Figures.LocalMinute(client.RevokedAt, shell)
            );
        table.Draw(shell);
    }
}

/// <summary><c>drevents access client revoke CLIENT</c>: takes a client back, and all its tokens.</summary>
static class RevokeClient
{
    public static Command Verb(Invocation run)
    {
        var client = Typed.Required("CLIENT", "The client's id, as the list shows it.", Typed.ReadNonEmpty, "an id");
        var verb = new Command("revoke", "Revokes a client and its tokens. The server answers without a body, so --json prints nothing.")
        {
            client,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(client);
                await backend.Delete<object>(AccessPaths.Of(AccessPaths.Clients, id), null, stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync($"{id} revoked");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
