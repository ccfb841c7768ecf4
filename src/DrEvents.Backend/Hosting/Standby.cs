namespace DrEvents.Backend.Hosting;

/// <summary>
/// Whether this node acts. A node that comes up beside one of an earlier version only gets ready and answers what can be read: both acting on forms that
/// the other does not know would lose commands. It takes over when the last of them is gone.
/// </summary>
public sealed class Standby
{
    private readonly TaskCompletionSource _readable = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _active = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What it waits for, for operators.</summary>
    public string Reason { get; set; } = "is starting";

    /// <summary>Whether the states of VENs and events can be read.</summary>
    public Task Readable => _readable.Task;

    public Task Active => _active.Task;

    public void CanBeRead() => _readable.TrySetResult();

    public void Act()
    {
        CanBeRead();
        _active.TrySetResult();
    }
}

/// <summary>Registers what only a node that acts runs.</summary>
public static class ActingServices
{
    /// <summary>Runs a service from when the node acts to its stop; it is there for others from the beginning.</summary>
    public static IServiceCollection AddActing<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services
            .AddSingleton<T>()
            .AddSingleton<IHostedService>(s => new Acting(s.GetRequiredService<T>(), s.GetRequiredService<Standby>()));

    private sealed class Acting(IHostedService service, Standby standby) : BackgroundService
    {
        private bool _isStarted;

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await standby.Active.WaitAsync(stoppingToken);
            _isStarted = true;
            await service.StartAsync(stoppingToken);
        }

        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            await base.StopAsync(cancellationToken);
            if (_isStarted)
                await service.StopAsync(cancellationToken);
        }
    }
}
