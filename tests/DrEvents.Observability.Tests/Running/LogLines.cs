using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DrEvents.Observability.Tests.Running;

/// <summary>Keeps what is logged from warnings on, with the template that it was made of.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Template, string Line)> _lines = new();

    public IReadOnlyCollection<(string Template, string Line)> All => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void Dispose() { }

    private sealed class Logger(LogLines owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
                return;
            var template = (state as IEnumerable<KeyValuePair<string, object?>>)?.LastOrDefault().Value as string ?? "";
            owner._lines.Enqueue((template, formatter(state, exception)));
        }
    }
}
