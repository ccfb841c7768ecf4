using DrEvents.Faults.Tests.Proof;
using DrEvents.Faults.Tests.Running;

namespace DrEvents.Faults.Tests;

/// <summary>The backend is asked to end (SIGTERM) while VENs report and events begin. It does so without an error in its log: nothing is wrong.</summary>
public sealed class An_orderly_stop(SystemToKill running) : IClassFixture<SystemToKill>
{
    [Theory]
    // At once: what a backend does at its first steps is under way.
    [InlineData(null)]
    // Amid the beginning of an event: VENs are told, answer, and their baselines are sealed.
    [InlineData(30)]
    [InlineData(300)]
    public async Task is_no_failure(int? msAfterAnEventBegan)
    {
        RunningSystem.SkipWhereImpossible();
        var backend = running.System.Backend;
        if (msAfterAnEventBegan is { } ms)
        {
            await backend.CreateAsync(Clock.Now, Clock.Now.AddSeconds(20));
            await Task.Delay(ms);
        }
        else
        {
            await backend.StopAsync();
            await backend.StartAsync();
        }

        (await backend.StopAsync()).ShouldBe(0);

        var said = backend.LastWords();
        await backend.StartAsync();
        said.ShouldContain("Application is shutting down");
        Errors(said).ShouldBeEmpty();
    }

    /// <summary>Each error with the few lines that say what it is.</summary>
    private static List<string> Errors(string said)
    {
        var lines = said.Split('\n');
        return
        [
            .. lines
                .Index()
                .Where(l => l.Item.Contains(" fail:", StringComparison.Ordinal) || l.Item.Contains(" crit:", StringComparison.Ordinal))
                .Select(l => string.Join('\n', lines.Skip(l.Index).Take(12))),
        ];
    }
}
