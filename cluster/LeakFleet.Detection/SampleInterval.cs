namespace LeakFleet.Detection;

/// <summary>Least time between two looks at a process: agents keep it, whoever judges counts by it, and both are told the same.</summary>
public static class SampleInterval
{
    public static TimeSpan Usual { get; } = TimeSpan.FromSeconds(60);

    public static TimeSpan Min { get; } = TimeSpan.FromMilliseconds(500);

    public static TimeSpan Max { get; } = TimeSpan.FromHours(1);

    /// <summary>How growth is judged at this pace.</summary>
    public static DetectionOptions Detection(TimeSpan interval) => interval == Usual ? new DetectionOptions() : DetectionOptions.ForInterval(interval);
}
