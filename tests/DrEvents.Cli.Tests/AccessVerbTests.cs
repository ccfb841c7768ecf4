using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

/// <summary>Who may use the backend: keys, grants, and the key that the command line itself sends.</summary>
public sealed class AccessVerbTests
{
    private const string Secret = "dre_5d0c9e21_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static readonly ApiKeyView Key = new(
        "5d0c9e21",
        "Wall",
        Roles.Viewer,
        null,
        "Anna",
        Canned.Start,
        "Ben",
        Canned.Start.AddDays(1)
    );
    private static readonly GrantView Grant = new(
        "a17be003",
        "Scripts",
        "192.168.10.0/24",
        null,
        Roles.Installer,
        "Anna",
        Canned.Start,
        null,
        null
    );
    private readonly TestShell _shell = new();

    [Fact]
    public async Task a_key_that_is_made_is_alone_on_stdout()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/access/keys", 201, Canned.Json(new ApiKeyMadeView(Key, Secret)));

        (await RunAsync(backend, "access", "key", "make", "--name", "Wall", "--role", "viewer", "--expires", "2027-01-01T00:00Z")).ShouldBe(
            ExitCode.Done
        );

        _shell.Out.ToString().ShouldBe(Secret + Environment.NewLine);
        _shell.Error.ToString().ShouldContain("made key 5d0c9e21 of Wall, viewer");
        backend.Asked.Single().Body.ShouldBe("""{"name":"Wall","role":"viewer","expiresAt":"2027-01-01T00:00:00+00:00"}""");
    }

    [Fact]
    public async Task keys_and_grants_are_listed_and_revoked()
    {
        await using var backend = await CannedBackend.Start();
        backend
            .Answers("GET /api/access/keys", 200, Canned.Json(new[] { Key }))
            .Answers("GET /api/access/grants", 200, Canned.Json(new[] { Grant }))
            .Answers("DELETE /api/access/keys/5d0c9e21", 204, "")
            .Answers("DELETE /api/access/grants/a17be003", 204, "");

        (await RunAsync(backend, "access", "key", "list")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "grant", "list")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "key", "revoke", "5d0c9e21")).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "access", "grant", "revoke", "a17be003")).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("5d0c9e21 Wall viewer");
        _shell.Rows.ShouldContain("a17be003 Scripts 192.168.10.0/24 - installer");
        _shell.Rows.ShouldContain("5d0c9e21 revoked");
        _shell.Rows.ShouldContain("a17be003 revoked");
    }

    [Fact]
    public async Task a_grant_is_made_of_what_was_said()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/access/grants", 201, Canned.Json(Grant));
        string[] said = ["--name", "Scripts", "--addresses", "192.168.10.0/24", "--role", "installer", "--origin", "https://a.example"];

        (await RunAsync(backend, ["access", "grant", "make", .. said])).ShouldBe(ExitCode.Done);

        backend
            .Asked.Single()
            .Body.ShouldBe("""{"name":"Scripts","addresses":"192.168.10.0/24","role":"installer","origin":"https://a.example"}""");
    }

    [Theory]
    [InlineData("access", "key", "make", "--name", "A", "--role", "root")]
    [InlineData("access", "key", "make", "--role", "viewer")]
    [InlineData("access", "grant", "make", "--name", "A", "--addresses", "10.0.0.0/8", "--role", "administrator")]
    [InlineData("ven", "list", "--key", "two words")]
    public async Task what_cannot_be_is_refused_before_anything_is_asked(params string[] args)
    {
        await using var backend = await CannedBackend.Start();

        (await RunAsync(backend, args)).ShouldBe(ExitCode.BadInput);

        backend.Asked.ShouldBeEmpty();
        _shell.Error.ToString().ShouldNotContain("two words");
    }

    [Fact]
    public async Task who_asks_is_shown()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/access/me", 200, Canned.Json(new AccessMe("loopback", "loopback", ["administrator"], ["read"], true)));

        (await RunAsync(backend, "access", "me")).ShouldBe(ExitCode.Done);

        _shell.Rows.ShouldContain("Roles administrator");
        _shell.Error.ToString().ShouldContain("access is not set up");
    }

    [Fact]
    public async Task every_verb_sends_the_key_of_the_option_or_of_the_environment()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/summary", 200, "[]");
        _shell.With("DREVENTS_KEY", "of-the-environment");

        await RunAsync(backend, "ven", "list");
        await RunAsync(backend, "ven", "list", "--key", Secret);

        backend.Asked.Select(a => a.Authorization).ShouldBe(["Bearer of-the-environment", "Bearer " + Secret]);
    }

    [Fact]
    public async Task who_is_not_known_and_who_may_not_are_told_why()
    {
        await using var backend = await CannedBackend.Start();
        var unknown = """{"title":"Who asks is not known","detail":"The key is not known"}""";
        backend.Answers("GET /api/vens/summary", 401, unknown, "application/problem+json");

        (await RunAsync(backend, "ven", "list", "--key", Secret)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("401 Unauthorized: Who asks is not known");
        _shell.Error.ToString().ShouldContain("The key is not known");
        _shell.Error.ToString().ShouldNotContain(Secret);
    }

    private Task<int> RunAsync(CannedBackend backend, params string[] args) => _shell.Run([.. args, "--url", backend.Url]);
}
