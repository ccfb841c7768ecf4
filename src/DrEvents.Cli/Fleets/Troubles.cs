using Microsoft.Extensions.Logging;

namespace DrEvents.Cli.Fleets;

/// <summary>Keeps the newest warning of the VENs: ten thousand that say the same one after the other are told as one.</summary>
sealed class Troubles : ILoggerFactory, ILogger
{
    private volatile string? _newest;

    /// <summary>The newest; null while there was none.</summary>
    public string? Newest => _newest;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) { }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
            _newest = formatter(state, exception);
    }

    public void Dispose() { }
}
