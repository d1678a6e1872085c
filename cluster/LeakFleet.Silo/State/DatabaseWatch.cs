using LeakFleet.Database;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Silo.State;

/// <summary>Says once that the database fails, again each minute while it does, and once that it works again: not a line for each of a hundred thousand grains.</summary>
internal sealed partial class DatabaseWatch(SiloOptions options, TimeProvider time, ILogger<DatabaseWatch> log)
{
    private static readonly TimeSpan SayAgain = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _failures;
    private long _failedSince;
    private long _said;

    public void Failed(Exception exception)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_failures++ == 0) _failedSince = now;
            else if (time.GetElapsedTime(_said, now) < SayAgain) return;
            _said = now;
            LogFails(log, Reason(exception), _failures);
        }
    }

    public void Worked()
    {
        if (Volatile.Read(ref _failures) == 0) return;
        lock (_gate)
        {
            if (_failures == 0) return;
            LogWorks(log, time.GetElapsedTime(_failedSince).TotalSeconds, _failures);
            _failures = 0;
        }
    }

    private string Reason(Exception exception) =>
        options.Database is { } database && DatabaseFaults.Explain(exception, database) is { } fault ? fault.Message : exception.Message.ReplaceLineEndings(" ");

    [LoggerMessage(Level = LogLevel.Warning, Message = "State is not written: {Reason}. {Failures} writes failed so far; they are tried again, and agents keep what is not acked")]
    private static partial void LogFails(ILogger logger, string reason, long failures);

    [LoggerMessage(Level = LogLevel.Warning, Message = "State is written again after {Seconds:F0} s; {Failures} writes had failed")]
    private static partial void LogWorks(ILogger logger, double seconds, long failures);
}
