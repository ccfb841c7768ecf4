namespace DrEvents.Backend.Hosting;

/// <summary>At its end Marten's daemon disposes what its loads still use, and logs that as an error. Nothing is lost, so nothing is said then.</summary>
public sealed class DaemonLog
{
    private volatile bool _isStopping;

    public static void Add(WebApplicationBuilder builder)
    {
        var log = new DaemonLog();
        builder.Services.AddSingleton(log);
        builder.Logging.AddFilter("Marten.Events.Daemon", level => level >= LogLevel.Warning && !log._isStopping);
    }

    public static void QuietAtStop(WebApplication app) =>
        app.Lifetime.ApplicationStopping.Register(() => app.Services.GetRequiredService<DaemonLog>()._isStopping = true);
}
