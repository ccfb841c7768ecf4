using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

/// <summary>The keys that sign commands.</summary>
public sealed class CommandKeyVerbTests
{
    private static readonly CommandKeyDetail Key = new(
        "c9f0f895fb98ab9159f51fd0297e236d",
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        CommandKeyStatus.Waiting,
        Canned.Start.AddDays(7),
        "Anna",
        Canned.Start,
        null,
        null
    );

    private readonly TestShell _shell = new();

    [Fact]
    public async Task keys_are_listed()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/command-keys", 200, Canned.Json(new[] { Key }));

        (await RunAsync(backend, "command-key", "list")).ShouldBe(ExitCode.Done);

        _shell.Out.ToString().ShouldContain("waiting");
        _shell.Out.ToString().ShouldContain(Key.KeyId);
    }

    [Fact]
    public async Task that_there_is_none_is_said()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/command-keys", 200, "[]");

        (await RunAsync(backend, "command-key", "list")).ShouldBe(ExitCode.Done);

        _shell.Error.ToString().ShouldContain("there is no key: commands are not signed");
    }

    [Fact]
    public async Task the_next_key_is_asked_for_and_shown()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/command-keys/rotate", 201, Canned.Json(Key));

        (await RunAsync(backend, "command-key", "rotate", "--signs-from", "2027-01-01T00:00Z")).ShouldBe(
            ExitCode.Done,
            _shell.Error.ToString()
        );

        _shell.Out.ToString().ShouldContain(Key.KeyId);
    }

    [Fact]
    public async Task a_key_is_retired_and_a_refusal_is_told()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers($"DELETE /api/command-keys/{Key.KeyId}", 204, "");
        backend.Answers(
            "DELETE /api/command-keys/only",
            409,
            """{"title":"Not possible now","status":409,"detail":"Key only is the only one that signs: rotate first"}"""
        );

        (await RunAsync(backend, "command-key", "retire", Key.KeyId)).ShouldBe(ExitCode.Done);
        (await RunAsync(backend, "command-key", "retire", "only")).ShouldNotBe(ExitCode.Done);

        _shell.Out.ToString().ShouldContain($"{Key.KeyId} retired");
        _shell.Error.ToString().ShouldContain("rotate first");
    }

    private Task<int> RunAsync(CannedBackend backend, params string[] args) => _shell.Run([.. args, "--url", backend.Url]);
}
