using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

/// <summary>Accounts from the command line: links and secrets are alone on stdout, so that a script can pass them on.</summary>
public sealed class AccountVerbTests
{
    private static readonly UserView User = new(
        "3fb07c52",
        "Ben",
        Roles.Operator,
        UserStates.Active,
        HasTotp: true,
        LockedUntil: null,
        "Anna",
        Canned.Start,
        RemovedBy: null,
        RemovedAt: null
    );
    private static readonly ClientView Client = new("c81d5e90", "Desk", Roles.Viewer, "Anna", Canned.Start, null, null);
    private static readonly LinkView Link = new("/invitation?code=abc", Canned.Start.AddDays(3));
    private readonly TestShell _shell = new();

    [Fact]
    public async Task the_link_of_setup_is_alone_on_stdout_at_the_address_of_the_backend()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/access/setup", 201, Canned.Json(Link with { Path = "/setup?code=abc" }));

        (await RunAsync(backend, "setup")).ShouldBe(ExitCode.Done);

        _shell.Out.ToString().ShouldBe($"{backend.Url.TrimEnd('/')}/setup?code=abc{Environment.NewLine}");
    }

    [Fact]
    public async Task a_user_is_invited_and_gets_another_link()
    {
        await using var backend = await CannedBackend.Start();
        backend
            .Answers("POST /api/access/users", 201, Canned.Json(new UserInvitedView(User, Link)))
            .Answers("POST /api/access/users/3fb07c52/link", 201, Canned.Json(new UserInvitedView(User, Link)));

        (await RunAsync(backend, "access", "user", "invite", "--name", "Ben", "--role", "operator")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "user", "link", "3fb07c52")).ShouldBe(ExitCode.Done);

        var link = $"{backend.Url.TrimEnd('/')}/invitation?code=abc{Environment.NewLine}";
        _shell.Out.ToString().ShouldBe(link + link);
        _shell.Error.ToString().ShouldContain("send this to Ben alone (3fb07c52, operator)");
        backend.Asked[0].Body.ShouldBe("""{"name":"Ben","role":"operator"}""");
    }

    [Fact]
    public async Task users_are_listed_changed_unlocked_and_removed()
    {
        await using var backend = await CannedBackend.Start();
        backend
            .Answers("GET /api/access/users", 200, Canned.Json(new[] { User }))
            .Answers("PUT /api/access/users/3fb07c52/role", 204, "")
            .Answers("POST /api/access/users/3fb07c52/unlock", 204, "")
            .Answers("DELETE /api/access/users/3fb07c52", 204, "");

        (await RunAsync(backend, "access", "user", "list")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "user", "role", "3fb07c52", "--role", "auditor")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "user", "unlock", "3fb07c52")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "user", "remove", "3fb07c52")).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("3fb07c52 Ben operator all active yes");
        _shell.Rows.ShouldContain("3fb07c52 is auditor");
        _shell.Rows.ShouldContain("3fb07c52 may sign in");
        _shell.Rows.ShouldContain("3fb07c52 removed");
    }

    [Fact]
    public async Task users_are_bounded_to_programmes_and_to_none_any_more()
    {
        await using var backend = await CannedBackend.Start();
        backend
            .Answers("POST /api/access/users", 201, Canned.Json(new UserInvitedView(User with { Programmes = ["summer"] }, Link)))
            .Answers("GET /api/access/users", 200, Canned.Json(new[] { User with { Programmes = ["summer", "winter"] } }))
            .Answers("PUT /api/access/users/3fb07c52/programmes", 204, "")
            .Answers("DELETE /api/access/users/3fb07c52/programmes", 204, "");

        string[] invite = ["access", "user", "invite", "--name", "Ben", "--role", "operator", "--programme", "summer"];
        (await RunAsync(backend, invite)).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "user", "bound", "3fb07c52", "--programme", "summer", "--programme", "winter")).ShouldBe(
            ExitCode.Done
        );
        (await RunAsync(backend, "access", "user", "bound", "3fb07c52")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "user", "list")).ShouldBe(ExitCode.Done);

        backend.Asked[0].Body.ShouldBe("""{"name":"Ben","role":"operator","programmes":["summer"]}""");
        backend.Asked[1].Body.ShouldBe("""{"programmes":["summer","winter"]}""");
        _shell.Rows.ShouldContain("3fb07c52 is bounded to summer, winter");
        _shell.Rows.ShouldContain("3fb07c52 is of the whole installation");
        _shell.Rows.ShouldContain("3fb07c52 Ben operator summer, winter active yes");
    }

    [Fact]
    public async Task users_and_keys_have_roles_in_single_programmes()
    {
        var roles = new Dictionary<string, string> { ["winter"] = "viewer" };
        await using var backend = await CannedBackend.Start();
        backend
            .Answers(
                "GET /api/access/users",
                200,
                Canned.Json(new[] { User with { Programmes = ["summer", "winter"], ProgrammeRoles = roles } })
            )
            .Answers("PUT /api/access/users/3fb07c52/programmes", 204, "")
            .Answers("POST /api/access/clients", 201, Canned.Json(new ClientMadeView(Client, "s3cret")));

        string[] bound = ["access", "user", "bound", "3fb07c52", "--programme", "summer", "--programme-role", "winter=viewer"];
        (await RunAsync(backend, bound)).ShouldBe(ExitCode.Done);
        string[] made = ["access", "client", "make", "--name", "Desk", "--role", "viewer", "--programme-role", "summer=operator"];
        (await RunAsync(backend, made)).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "user", "list")).ShouldBe(ExitCode.Done);

        backend.Asked[0].Body.ShouldBe("""{"programmes":["summer","winter"],"programmeRoles":{"winter":"viewer"}}""");
        backend
            .Asked[1]
            .Body.ShouldBe("""{"name":"Desk","role":"viewer","programmes":["summer"],"programmeRoles":{"summer":"operator"}}""");
        _shell.Rows.ShouldContain("3fb07c52 is bounded to summer, winter=viewer");
        _shell.Rows.ShouldContain("3fb07c52 Ben operator summer, winter=viewer active yes");
    }

    [Fact]
    public async Task clients_are_made_listed_and_revoked_and_keys_rotated()
    {
        await using var backend = await CannedBackend.Start();
        backend
            .Answers("POST /api/access/clients", 201, Canned.Json(new ClientMadeView(Client, "s3cret")))
            .Answers("GET /api/access/clients", 200, Canned.Json(new[] { Client }))
            .Answers("DELETE /api/access/clients/c81d5e90", 204, "")
            .Answers("POST /api/access/signing-keys", 201, Canned.Json(new SigningKeyView("9c1e", "Anna", Canned.Start)));

        (await RunAsync(backend, "access", "client", "make", "--name", "Desk", "--role", "viewer")).ShouldBe(ExitCode.Done);
        _shell.Out.ToString().ShouldBe("s3cret" + Environment.NewLine);
        (await RunAsync(backend, "access", "client", "list")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "client", "revoke", "c81d5e90")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "rotate-keys")).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("c81d5e90 Desk viewer");
        _shell.Rows.ShouldContain("c81d5e90 revoked");
        _shell.Rows.ShouldContain("9c1e signs from now on");
    }

    [Theory]
    [InlineData("access", "user", "invite", "--name", "Ben", "--role", "root")]
    [InlineData("access", "user", "invite", "--role", "viewer")]
    [InlineData("access", "user", "remove")]
    [InlineData("access", "client", "make", "--name", "Desk")]
    [InlineData("access", "client", "make", "--name", "Desk", "--role", "viewer", "--programme-role", "summer")]
    [InlineData("access", "client", "make", "--name", "Desk", "--role", "viewer", "--programme-role", "summer=administrator")]
    [InlineData("access", "user", "bound", "1a", "--programme-role", "summer=viewer", "--programme-role", "summer=operator")]
    public async Task what_cannot_be_is_refused_before_anything_is_asked(params string[] args)
    {
        await using var backend = await CannedBackend.Start();

        (await RunAsync(backend, args)).ShouldBe(ExitCode.BadInput);

        backend.Asked.ShouldBeEmpty();
    }

    private Task<int> RunAsync(CannedBackend backend, params string[] args) => _shell.Run([.. args, "--url", backend.Url]);
}
