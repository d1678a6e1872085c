using System.Globalization;

namespace LeakFleet.Agent;

/// <summary>Whether an agent does its work: it looks through its node again and again, with or without a server. Thread-safe.</summary>
public sealed class AgentHealth
{
    /// <summary>A scan takes milliseconds; one that takes this long waits for something that may never come, such as a file system that does not answer.</summary>
    private static readonly TimeSpan SilenceMin = TimeSpan.FromMinutes(1);

    private const int ScansMissedMax = 10;

    private readonly TimeProvider _time;
    private readonly TimeSpan _silenceMax;
    private long _lastScan;

    internal AgentHealth(TimeProvider time, TimeSpan scanInterval)
    {
        _time = time;
        _silenceMax = scanInterval * ScansMissedMax > SilenceMin ? scanInterval * ScansMissedMax : SilenceMin;
        Scanned();
    }

    /// <summary>Null while it does.</summary>
    public string? Trouble => _time.GetElapsedTime(Interlocked.Read(ref _lastScan)) is var silence && silence > _silenceMax
        ? string.Create(CultureInfo.InvariantCulture, $"the processes of the node were not looked through for {silence.TotalSeconds:0} s")
        : null;

    internal void Scanned() => Interlocked.Exchange(ref _lastScan, _time.GetTimestamp());
}
