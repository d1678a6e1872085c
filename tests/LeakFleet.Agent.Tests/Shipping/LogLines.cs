using System.Collections.Concurrent;
using LeakFleet.Agent.Shipping;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Tests.Shipping;

internal sealed class LogLines : ILogger<Shipper>
{
    public ConcurrentQueue<(LogLevel Level, string Text, bool HasException)> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue((logLevel, formatter(state, exception), exception is not null));
}
