using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary><c>drevents access user invite</c>: invites somebody, whose link is shown this once.</summary>
static class InviteUser
{
    public static Command Verb(Invocation run)
    {
        var name = AccessArguments.Name("What he signs in by.");
        var role = AccessArguments.Role(Roles.All);
        var bound = new BoundOptions();
        var verb = new Command(
            "invite",
            "Invites a user. The link by which he sets his password is printed once, alone on stdout; it is good for three days."
        )
        {
            name,
            role,
        };
        bound.On(verb);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var request = new InviteUserRequest(
                    parse.GetValue(name),
                    parse.GetValue(role),
                    bound.Programmes(parse),
                    bound.Roles(parse)
                );
                return await Users.ShowLink(run, parse, await backend.Post(AccessPaths.Users, request, stop));
            }
        );
        return verb;
    }
}

/// <summary><c>drevents access user link USER</c>: another link for a user.</summary>
static class LinkUser
{
    public static Command Verb(Invocation run)
    {
        var user = Users.Argument();
        var verb = new Command("link", "Makes another link by which a user sets his password, where he has lost one of them.") { user };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var path = $"{AccessPaths.Of(AccessPaths.Users, parse.GetRequiredValue(user))}/link";
                return await Users.ShowLink(run, parse, await backend.Post<object>(path, null, stop));
            }
        );
        return verb;
    }
}

/// <summary><c>drevents access user list</c>: all users.</summary>
static class ListUsers
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("list", "Lists all users.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(AccessPaths.Users, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<UserView[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(UserView[] users, Shell shell)
    {
        if (users.Length == 0)
        {
            shell.Say("there is no user");
            return;
        }
        var table = Tables
            .New()
            .Column("User")
            .Prose("Name")
            .Column("Role")
            .Prose("Programmes")
            .Column("State")
            .Column("Code")
            .Column("Locked until")
            .Prose("Invited by");
        foreach (var user in users)
            table.Row(
                user.Id,
                user.Name,
                user.Role,
                AccessArguments.Shown(user.Programmes, user.ProgrammeRoles),
                user.State,
                user.HasTotp ? "yes" : "no",
                Figures.LocalMinute(user.LockedUntil, shell),
                user.InvitedBy
            );
        table.Draw(shell);
    }
}

/// <summary><c>drevents access user role USER ROLE</c>: gives a user another role.</summary>
static class ChangeUserRole
{
    public static Command Verb(Invocation run)
    {
        var user = Users.Argument();
        var role = AccessArguments.Role(Roles.All);
        var verb = new Command("role", "Gives a user another role, at once. The server answers without a body, so --json prints nothing.")
        {
            user,
            role,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(user);
                await backend.Put($"{AccessPaths.Of(AccessPaths.Users, id)}/role", new ChangeRoleRequest(parse.GetValue(role)), stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync($"{id} is {parse.GetValue(role)}");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents access user unlock USER</c>: lets a user sign in again.</summary>
static class UnlockUser
{
    public static Command Verb(Invocation run)
    {
        var user = Users.Argument();
        var verb = new Command(
            "unlock",
            "Lets a user sign in again who was locked out. The server answers without a body, so --json prints nothing."
        )
        {
            user,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(user);
                await backend.Post<object>($"{AccessPaths.Of(AccessPaths.Users, id)}/unlock", null, stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync($"{id} may sign in");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary><c>drevents access user remove USER</c>: removes a user and his secrets.</summary>
static class RemoveUser
{
    public static Command Verb(Invocation run)
    {
        var user = Users.Argument();
        var verb = new Command(
            "remove",
            "Removes a user and deletes his secrets. The server answers without a body, so --json prints nothing."
        )
        {
            user,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(user);
                await backend.Delete<object>(AccessPaths.Of(AccessPaths.Users, id), null, stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync($"{id} removed");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary>What verbs about users have in common.</summary>
static class Users
{
    /// <summary>Which user.</summary>
    public static Argument<string> Argument() =>
        Typed.Required("USER", "The user's id, as the list shows it.", Typed.ReadNonEmpty, "an id");

    /// <summary>Prints the link that a user has to be sent.</summary>
    public static async Task<int> ShowLink(Invocation run, ParseResult parse, Backend.Answer answer)
    {
        if (run.WantsJson(parse))
        {
            await run.Shell.Out.WriteLineAsync(answer.Json);
            return ExitCode.Done;
        }
        var made = answer.Read<UserInvitedView>();
        var until = Figures.LocalMinute(made.Link.ExpiresAt, run.Shell);
        run.Shell.Say(
            $"send this to {made.User.Name} alone ({made.User.Id}, {made.User.Role}); it is good once and until {until}, and not shown again:"
        );
        await run.Shell.Out.WriteLineAsync(Links.Whole(run.Address(parse), made.Link));
        return ExitCode.Done;
    }
}
