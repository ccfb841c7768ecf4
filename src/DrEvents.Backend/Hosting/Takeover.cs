namespace DrEvents.Backend.Hosting;

/// <summary>
/// Gets a node ready, waits until the nodes of earlier versions are gone, and has it act. Then it makes what of the states is left, and again what
/// operators ask for.
/// </summary>
public sealed class Takeover(IDocumentStore store, StateBuilds states, Standby standby, TimeProvider clock, ILogger<Takeover> log)
    : BackgroundService
{
    /// <summary>Without a word for so long, a node is taken to be gone.</summary>
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(5);

    /// <summary>The database's clock and ours are closer than this.</summary>
    private static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var since = clock.GetUtcNow() - ClocksApart;
        await UntilDoneAsync(states.PrepareAsync, stoppingToken);
        standby.CanBeRead();
        var completed = UntilDoneAsync(states.CompleteAsync, stoppingToken);
        await UntilDoneAsync(stopping => WaitAsync(since, stopping), stoppingToken);
        standby.Act();
        await completed;
        while (true)
        {
            await UntilDoneAsync(AgainAsync, stoppingToken);
            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task WaitAsync(DateTimeOffset since, CancellationToken stopping)
    {
        if (await IsBesideEarlierAsync(stopping))
        {
            log.LogInformation(
                "Nodes of an earlier version act on this database; this one gets ready and takes over when they have stopped"
            );
            standby.Reason = "is ready, and waits until the nodes of an earlier version have stopped";
            do
            {
                await states.CatchUpAsync(since, stopping);
                await Task.Delay(Look, clock, stopping);
            } while (await IsBesideEarlierAsync(stopping));
            log.LogInformation("The nodes of an earlier version are gone; this one takes over");
            await states.CatchUpAsync(since, stopping);
        }
        await store.SaveAsync(s => s.Store(new ReadModelForm(ReadModelForm.TheOne, EarlierNodes.Generation)), stopping);
    }

    private async Task<bool> IsBesideEarlierAsync(CancellationToken stopping)
    {
        await using var session = store.QuerySession();
        return await session.AnyEarlierNodesAsync(GoneAfter, stopping);
    }

    private async Task AgainAsync(CancellationToken stopping)
    {
        await using var session = store.QuerySession();
        foreach (var state in store.Options.States())
        {
            var build = await session.LoadAsync<ReadModelBuild>(ReadModelBuild.NameOf(state), stopping);
            // One of another version is made by the nodes of that version.
            if (build?.Status == ReadModelBuild.Running && build.Version == state.Version)
                await states.AgainAsync(state, build, stopping);
        }
    }

    /// <summary>What fails because the store is away is tried again.</summary>
    private async Task UntilDoneAsync(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await work(stopping);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
            {
                log.LogWarning("Getting ready failed and is tried again: {Problem}", e.Message);
                await Task.Delay(Pause, clock, stopping);
            }
        }
    }
}
