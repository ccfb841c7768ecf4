using System.CommandLine;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary><c>drevents access user bound USER</c>: bounds a user to programmes, or to none any more.</summary>
static class BoundUser
{
    public static Command Verb(Invocation run)
    {
        var user = Users.Argument();
        var bound = new BoundOptions();
        var verb = new Command(
            "bound",
            "Bounds a user to programmes, at once; without any he is one of the whole installation again. The server answers without a body, so --json prints nothing."
        )
        {
            user,
        };
        bound.On(verb);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var id = parse.GetRequiredValue(user);
                var path = $"{AccessPaths.Of(AccessPaths.Users, id)}/programmes";
                var (given, roles) = (bound.Programmes(parse), bound.Roles(parse));
                if (given is null)
                    await backend.Delete<object>(path, null, stop);
                else
                    await backend.Put(path, new BoundUserRequest(given, roles), stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(
                        given is null ? $"{id} is of the whole installation" : $"{id} is bounded to {AccessArguments.Shown(given, roles)}"
                    );
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
