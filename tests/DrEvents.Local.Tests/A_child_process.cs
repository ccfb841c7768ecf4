using DrEvents.Local.Processes;

namespace DrEvents.Local.Tests;

/// <summary>A program that runs beside us.</summary>
public class A_child_process
{
    [Fact]
    public async Task can_be_let_go_while_it_runs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are of Unix.");
        // An exception of a keeper's thread would end this process.
        var ends = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RunAndLetGoAsync()));

        ends.ShouldAllBe(exitCode => exitCode == 7);
    }

    [Fact]
    public async Task has_its_last_words_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs are of Unix.");
        using var child = await ChildProcess.StartAsync([], "TERM", ["sh", "-c", "echo out; echo problem >&2; exit 3"], _ => { });

        (await child.Exited).ShouldBe(3);

        (await child.LastWordsAsync()).ShouldContain("problem");
    }

    [Fact]
    public async Task that_does_not_exist_says_so()
    {
        var missing = Path.Combine(Path.GetTempPath(), "no-such-program");

        var child = await Should.ThrowAsync<Exception>(async () =>
        {
            using var started = await ChildProcess.StartAsync([], "TERM", [missing], _ => { });
            if (await started.Exited != 0)
                throw new InvalidOperationException(await started.LastWordsAsync());
        });

        child.Message.ShouldContain("no-such-program");
    }

    private static async Task<int> RunAndLetGoAsync()
    {
        var child = await ChildProcess.StartAsync([], "TERM", ["sh", "-c", "exit 7"], _ => { });
        child.Dispose();
        return await child.Exited;
    }
}
