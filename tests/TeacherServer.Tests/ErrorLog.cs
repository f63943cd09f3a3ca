using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rrm.TeacherServer.Tests;

/// <summary>Collects what a server logs; a test fails on any error that it did not announce.</summary>
internal sealed class ErrorLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> errors = new();
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>Says that an error is part of the test.</summary>
    public Func<string, bool> Announced { get; set; } = _ => false;

    public IEnumerable<string> Lines => lines;

    public IEnumerable<string> Errors => errors;

    public void AssertNothingUnannounced() => Assert.DoesNotContain(errors, error => !Announced(error));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ErrorLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            log.lines.Enqueue(line);
            if (logLevel >= LogLevel.Error)
                log.errors.Enqueue(line);
        }
    }
}
