using System.Diagnostics;
using System.Globalization;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Tests.Mqtt;

/// <summary>The program itself, as a shell starts it.</summary>
public class ProcessTests
{
    [Fact]
    public async Task json_on_stdout_is_all_that_a_pipe_gets()
    {
        await using var backend = await CannedBackend.Start();
        backend.Answers("GET /api/events", 200, "[ ]");
        using var process = Start("event", "list", "--json", "--url", backend.Url);

        (await process.StandardOutput.ReadToEndAsync()).ShouldBe("[ ]" + Environment.NewLine);
        (await process.StandardError.ReadToEndAsync()).ShouldBeEmpty();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task no_backend_is_exit_code_3_without_a_stack_trace()
    {
        using var process = Start("ven", "list", "--url", "http://127.0.0.1:1");

        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(ExitCode.Unreachable);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task a_monitor_ends_quietly_at_ctrl_c()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send from outside of the console.");
        await using var broker = await TestBroker.Start();
        await broker.Publish(Topics.Status("ven-1"), """{"status":"online"}""", retain: true);
        using var process = Start("monitor", "--mqtt-host", "127.0.0.1", "--mqtt-port", broker.Port.ToString(CultureInfo.InvariantCulture));
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull().ShouldContain("online");

        await Interrupt(process);

        process.ExitCode.ShouldBe(ExitCode.Done);
        (await process.StandardError.ReadToEndAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_verb_that_waits_ends_quietly_at_ctrl_c_as_interrupted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send from outside of the console.");
        await using var backend = await CannedBackend.Start();
        backend.Answers("POST /api/vens/ven-1/commands", 202, Canned.Json(Canned.Taken));
        backend.Answers("GET /api/vens/ven-1/events", 200, "[]");
        using var process = Start("command", "send", "ven-1", "ping", "--wait", "10m", "--url", backend.Url);
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull().ShouldContain("dispatched");

        await Interrupt(process);

        process.ExitCode.ShouldBe(ExitCode.Interrupted);
        (await process.StandardError.ReadToEndAsync()).ShouldBeEmpty();
    }

    private static Process Start(params string[] args)
    {
        // A run in the background ignores SIGINT and hands that down: env puts it back to what it is at a prompt.
        var start = new ProcessStartInfo("env")
        {
            ArgumentList = { "--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "drevents") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    private static async Task Interrupt(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(patience.Token);
    }
}
