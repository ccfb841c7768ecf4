using System.Diagnostics;
using DrEvents.Local.Postgres;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Local.Tests.Postgres;

/// <summary>A process of ours is killed with its PostgreSQL running: this test program, run a second time, plays the victim.</summary>
public class A_crash_of_the_whole_run
{
    private const string FolderVariable = "DREVENTS_CRASH_FOLDER";

    [Fact]
    public async Task takes_its_server_along_and_keeps_the_data()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Executables.Find("setpriv") is not null,
            "Only Linux' setpriv asks for a death signal."
        );
        await using var folder = new ServerInFolder();
        // Not the path of this process, which is that of dotnet where the tests are started as a module.
        var program = Path.ChangeExtension(typeof(A_crash_of_the_whole_run).Assembly.Location, null);
        var victim = new ProcessStartInfo(program, ["-explicit", "only", "-method", $"*.{nameof(start_a_server_and_die)}"])
        {
            Environment = { [FolderVariable] = folder.Data },
            RedirectStandardOutput = true,
        };
        using (var process = Process.Start(victim)!)
        {
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldNotBe(0);
        }
        var pidFile = Path.Combine(folder.Data, "cluster", "postmaster.pid");
        await Eventually.HoldsAsync("the server has ended by itself", () => !File.Exists(pidFile));

        var next = await folder.StartAsync();

        (await ServerInFolder.RunAsync(next, "select value from kept")).ShouldBe(42);
    }

    [Fact(Explicit = true)]
    public async Task start_a_server_and_die()
    {
        var data = Environment.GetEnvironmentVariable(FolderVariable) ?? throw new InvalidOperationException(FolderVariable);
        var options = new PostgresOptions { DataDirectory = data };
        var server = new PostgresServer(options, NullLogger<PostgresServer>.Instance);
        await server.StartAsync();
        await ServerInFolder.RunAsync(server, "create table kept as select 42 as value");
        Process.GetCurrentProcess().Kill();
    }
}
