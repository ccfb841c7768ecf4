using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary><c>drevents access grant make</c>: lets callers of an address in without a key.</summary>
static class MakeGrant
{
    public static Command Verb(Invocation run)
    {
        var name = AccessArguments.Name("Who is let in, and why.");
        var role = AccessArguments.Role(AccessArguments.LesserRoles);
        var addresses = Typed.Text(
            "--addresses",
            "From where: an address, or a range such as 192.168.10.0/24.",
            "range",
            Typed.ReadNonEmpty,
            "an address or a range"
        );
        addresses.Required = true;
        var origin = Typed.Text(
            "--origin",
            "Origin of the pages that are let in, as browsers send it; without it only programs are.",
            "url",
            Typed.ReadNonEmpty,
            "an origin"
        );
        var bound = new BoundOptions();
        var verb = new Command("make", "Lets callers of an address act without a key: all who can send from there.")
        {
            name,
            role,
            addresses,
            origin,
        };
        bound.On(verb);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var request = new MakeGrantRequest(
                    parse.GetValue(name),
                    parse.GetValue(addresses),
                    parse.GetValue(role),
                    parse.GetValue(origin),
                    bound.Programmes(parse),
                    bound.Roles(parse)
                );
                var answer = await backend.Post(AccessPaths.Grants, request, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    ListGrants.Show([answer.Read<GrantView>()], run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents access grant list</c>: all grants.</summary>
static class ListGrants
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("list", "Lists all grants.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(AccessPaths.Grants, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<GrantView[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    /// <summary>Shows them as a table.</summary>
    public static void Show(GrantView[] grants, Shell shell)
    {
        if (grants.Length == 0)
        {
            shell.Say("there is no grant");
            return;
        }
        var table = Tables
            .New()
            .Column("Grant")
            .Prose("Name")
            .Column("Addresses")
            .Prose("Origin")
            .Column("Role")
            .Prose("Programmes")
            .Column("Made")
            .Prose("By")
            .Column("Revoked");
        foreach (var grant in grants)
            table.Row(
                grant.Id,
                grant.Name,
                grant.Addresses,
                Figures.Text(grant.Origin),
                grant.Role,
                AccessArguments.Shown(grant.Programmes, grant.ProgrammeRoles),
                Figures.LocalMinute(grant.MadeAt, shell),
                grant.MadeBy,
                Figures.LocalMinute(grant.RevokedAt, shell)
            );
        table.Draw(shell);
    }
}

/// <summary><c>drevents access grant revoke GRANT</c>: takes a grant back.</summary>
static class RevokeGrant
{
    public static Command Verb(Invocation run)
    {
        var grant = Typed.Required("GRANT", "The grant's id, as the list shows it.", Typed.ReadNonEmpty, "an id");
        var verb = new Command("revoke", "Revokes a grant. The server answers without a body, so --json prints nothing.") { grant };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(grant);
                await backend.Delete<object>(AccessPaths.Of(AccessPaths.Grants, id), null, stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync($"{id} revoked");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
