using System.Globalization;
using DrEvents.Local.Postgres;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using Npgsql;

namespace DrEvents.Local.Tests.Postgres;

/// <summary>Real servers of whatever PostgreSQL this machine has, each on a folder of its own.</summary>
public class A_postgres_server
{
    [Fact]
    public async Task finds_its_data_at_the_second_start()
    {
        await using var folder = new ServerInFolder();
        var first = await folder.StartAsync();
        await ServerInFolder.RunAsync(first, "create table kept as select 42 as value");
        await first.StopAsync();

        var second = await folder.StartAsync();

        (await ServerInFolder.RunAsync(second, "select value from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task recovers_after_a_kill_on_the_same_port()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();
        var port = server.Port;
        await ServerInFolder.RunAsync(server, "create table kept as select 42 as value");

        await server.KillAsync();
        server.ProcessId.ShouldBeNull();
        await server.StartAsync();

        server.Port.ShouldBe(port);
        (await ServerInFolder.RunAsync(server, "select value from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task makes_databases_once()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();

        await server.EnsureDatabaseAsync("dr \"events\"");
        await server.EnsureDatabaseAsync("dr \"events\"");

        (await ServerInFolder.RunAsync(server, "select count(*) from pg_database where datname like 'dr %'")).ShouldBe(1L);
        (await ServerInFolder.RunAsync(server, "select pg_encoding_to_char(encoding) from pg_database limit 1")).ShouldBe("UTF8");
    }

    [Fact]
    public async Task lets_nobody_in_without_the_password()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();
        var guessed = new NpgsqlConnectionStringBuilder(server.SuperuserConnectionString("postgres"))
        {
            Password = "postgres",
            Pooling = false,
        };

        await using var connection = new NpgsqlConnection(guessed.ConnectionString);

        (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync())).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        (await ServerInFolder.RunAsync(server, "show listen_addresses")).ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task is_not_taken_away_from_a_living_run()
    {
        await using var folder = new ServerInFolder();
        var first = await folder.StartAsync();
        var second = folder.New();

        var refusal = await Should.ThrowAsync<PostgresUnavailableException>(() => second.StartAsync());

        refusal.Message.ShouldContain("in use");
        (await ServerInFolder.RunAsync(first, "select 1")).ShouldBe(1);
        await first.StopAsync();
    }

    [Fact]
    public async Task that_a_crashed_run_left_behind_is_ended()
    {
        await using var folder = new ServerInFolder();
        var crashed = await folder.StartAsync();
        await crashed.StopAsync();
        var account = await ServerAccount.ResolveAsync();
        var binaries = await PostgresBinaries.FindAsync(null, folder.Data, SearchPlaces.OfThisMachine());
        string[] arguments = ["-D", Path.Combine(folder.Data, "cluster"), "-c", "unix_socket_directories=", "-p", $"{crashed.Port}"];
        using var orphan = await ChildProcess.StartAsync(account.RunAs, "INT", [binaries.Postgres, .. arguments], _ => { });
        await Eventually.HoldsAsync("the orphan is up", () => File.Exists(Path.Combine(folder.Data, "cluster", "postmaster.pid")));

        await crashed.StartAsync();

        (await orphan.WaitForExitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (await ServerInFolder.RunAsync(crashed, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task is_not_confused_by_a_pid_file_that_names_a_stranger()
    {
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();
        await server.StopAsync();
        var account = await ServerAccount.ResolveAsync();
        using var stranger = await ChildProcess.StartAsync(account.RunAs, "TERM", ["sleep", "60"], _ => { });
        await File.WriteAllTextAsync(Path.Combine(folder.Data, "cluster", "postmaster.pid"), $"{stranger.Id}\n");

        await server.StartAsync();

        (await ServerInFolder.RunAsync(server, "select 1")).ShouldBe(1);
        stranger.IsRunning.ShouldBeTrue();
        stranger.Kill();
    }

    [Fact]
    public async Task says_that_its_port_is_taken()
    {
        await using var folder = new ServerInFolder();
        await using var other = new ServerInFolder();
        var neighbour = await other.StartAsync();
        var server = folder.New(options => options with { Port = neighbour.Port });

        var refusal = await Should.ThrowAsync<PostgresUnavailableException>(() => server.StartAsync());

        refusal.Message.ShouldContain(neighbour.Port.ToString(CultureInfo.InvariantCulture));
        refusal.Message.ShouldContain("Address already in use");
    }

    [Fact]
    public async Task never_runs_as_root()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can hand over to somebody else.");
        await using var folder = new ServerInFolder();
        var server = await folder.StartAsync();

        var owner = await new Command(["stat", "-c", "%u", $"/proc/{server.ProcessId}"]).RunOrThrowAsync();

        owner.Trim().ShouldNotBe("0");
    }

    [Fact]
    public async Task moves_to_where_its_user_can_go()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root hands over to somebody else.");
        var closed = Directory.CreateTempSubdirectory("drevents-closed-");
        await using var folder = new ServerInFolder();
        var server = folder.New(options => options with { DataDirectory = Path.Combine(closed.FullName, ".data", "postgres") });

        await server.StartAsync();

        server.DataDirectory.ShouldStartWith("/var/lib/drevents/postgres-");
        (await ServerInFolder.RunAsync(server, "select 1")).ShouldBe(1);
        await server.StopAsync();
        Directory.Delete(server.DataDirectory, recursive: true);
        closed.Delete(recursive: true);
    }
}
