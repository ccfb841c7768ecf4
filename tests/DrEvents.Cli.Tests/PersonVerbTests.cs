using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Tests;

/// <summary>What is held of persons is written out, and erased, from the command line.</summary>
public sealed class PersonVerbTests
{
    private static readonly PersonExport Export = new(
        PersonKinds.Home,
        "ven-1",
        Canned.Start,
        [new PersonSource("ven", [new PersonItem("ven/ven-1", "VenRegistered", Canned.Start, [])])],
        [new PersonReference("samples", "/api/vens/ven-1/telemetry")]
    );

    private static readonly ErasureView Done = new(
        PersonKinds.Home,
        "ven-1",
        ErasureStates.Done,
        "letter 12",
        "M. Weber",
        Canned.Start,
        Canned.Start,
        [new ErasedCount("VenChanged", 2), new ErasedCount("VenRegistered", 1)],
        []
    );

    private readonly TestShell _shell = new();

    [Fact]
    public async Task an_export_is_the_servers_own_json_in_a_file_that_was_not_there()
    {
        await using var backend = await CannedBackend.Start();
        var json = Canned.Json(Export) + " ";
        backend.Answers("GET /api/vens/ven-1/person", 200, json);
        var folder = Directory.CreateTempSubdirectory();
        var file = Path.Combine(folder.FullName, "person.json");

        (await RunAsync(backend, "person", "export", "--ven", "ven-1", "--out", file)).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        (await File.ReadAllTextAsync(file)).ShouldBe(json);
        _shell.Out.ToString().ShouldBeEmpty();
        _shell.Error.ToString().ShouldContain("not in it: samples, which /api/vens/ven-1/telemetry has");
        (await RunAsync(backend, "person", "export", "--ven", "ven-1", "--out", file)).ShouldBe(ExitCode.BadInput);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task erasing_says_what_was_asked_for_and_what_was_changed()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/access/users/3fb07c52/erasure", 202, Canned.Json(Done));

        (await RunAsync(backend, "person", "erase", "--user", "3fb07c52", "--why", "letter 12", "--dry-run")).ShouldBe(
            ExitCode.Done,
            _shell.Error.ToString()
        );

        backend.Asked.Single().Body.ShouldBe("""{"reason":"letter 12","dryRun":true}""");
        _shell.Rows.ShouldContain("Stored events 2 VenChanged, 1 VenRegistered");
        _shell.Rows.ShouldContain("Documents none");
    }

    [Fact]
    public async Task somebody_without_an_account_is_meant_by_name_or_by_id_in_the_body()
    {
        await using var backend = await CannedBackend.Start();
        var done = Canned.Json(Done with { Person = PersonKinds.Other, Id = "5f1c77aa" });
        backend.Answers("POST /api/access/others/erasure", 202, done);
        backend.Answers("POST /api/access/others/person", 200, Canned.Json(Export with { Person = PersonKinds.Other, Measured = [] }));
        backend.Answers("GET /api/access/others/5f1c77aa/erasure", 200, done);

        (await RunAsync(backend, "person", "erase", "--name", "Kim Park", "--why", "letter 12")).ShouldBe(
            ExitCode.Done,
            _shell.Error.ToString()
        );
        (await RunAsync(backend, "person", "export", "--who", "google|17")).ShouldBe(ExitCode.Done, _shell.Error.ToString());
        (await RunAsync(backend, "person", "show", "--erased", "5f1c77aa")).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        backend.Asked[0].Body.ShouldBe("""{"reason":"letter 12","name":"Kim Park","dryRun":false}""");
        backend.Asked[1].Body.ShouldBe("""{"id":"google|17"}""");
        _shell.Rows.ShouldContain("Of other 5f1c77aa");
    }

    [Fact]
    public async Task what_was_done_is_shown()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/vens/ven-1/erasure", 200, Canned.Json(Done));

        (await RunAsync(backend, "person", "show", "--ven", "ven-1")).ShouldBe(ExitCode.Done, _shell.Error.ToString());

        _shell.Rows.ShouldContain("Erasure done");
        _shell.Rows.ShouldContain("Of home ven-1");
    }

    [Theory]
    [InlineData("person", "show")]
    [InlineData("person", "show", "--ven", "ven-1", "--user", "3fb07c52")]
    [InlineData("person", "show", "--name", "Kim Park")]
    [InlineData("person", "export", "--name", "Kim Park", "--user", "3fb07c52")]
    [InlineData("person", "erase", "--name", "Kim Park", "--who", "17", "--why", "letter 12")]
    [InlineData("person", "erase", "--ven", "ven-1")]
    [InlineData("person", "export", "--ven", "no id")]
    public async Task whose_data_is_meant_has_to_be_said_once(params string[] args)
    {
        await using var backend = await CannedBackend.Start();

        (await RunAsync(backend, args)).ShouldBe(ExitCode.BadInput);

        backend.Asked.ShouldBeEmpty();
    }

    private Task<int> RunAsync(CannedBackend backend, params string[] args) => _shell.Run([.. args, "--url", backend.Url]);
}
