namespace DrEvents.Backend.Hosting.Observability;

/// <summary>
/// Counters that show 0 from the start. One that appears with its first count has no rise that anybody could be told of.
/// </summary>
public interface ICountsFromZero
{
    void Begin();
}

/// <summary>Lets all of them begin, when those who observe are there.</summary>
public sealed class CountsFromZero(IEnumerable<ICountsFromZero> counters) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var counter in counters)
            counter.Begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

public static class CountsFromZeroServices
{
    public static IServiceCollection AddCounters<T>(this IServiceCollection services)
        where T : class, ICountsFromZero => services.AddSingleton<T>().AddSingleton<ICountsFromZero>(s => s.GetRequiredService<T>());
}
