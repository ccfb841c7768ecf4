namespace DrEvents.Backend.Hosting;

/// <summary>What Marten logs of its commands, without those that were called off: whoever called one off knows it.</summary>
public sealed class StoreLog(ILoggerFactory loggers) : ILogger<IDocumentStore>
{
    private readonly ILogger _log = loggers.CreateLogger(typeof(IDocumentStore).FullName!);

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (exception is not OperationCanceledException)
            _log.Log(logLevel, eventId, state, exception, formatter);
    }

    public bool IsEnabled(LogLevel logLevel) => _log.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _log.BeginScope(state);
}
