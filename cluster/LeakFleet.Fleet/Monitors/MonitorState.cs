using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>Everything a process monitor remembers, which is everything that is written.</summary>
internal sealed class MonitorState(ProcessKey key, FleetOptions options)
{
    private static readonly GrowthResult NotJudged = new(Verdict.Learning, 0, 0, 0, 1, 0, 0);

    public ProcessKey Key { get; } = key;

    public MessageOrder Order { get; } = new();

    public ProcessDescription? Description { get; set; }

    public bool IsExited { get; set; }

    /// <summary>When the kernel killed it for want of memory; -1 when it did not, or nobody knows.</summary>
    public long OutOfMemoryUnixMilliseconds { get; set; } = -1;

    /// <summary>When it was said that it has ended; -1 while it lives.</summary>
    public long ExitedUnixMilliseconds { get; set; } = -1;

    /// <summary>As a shell would show it; -1 when it lives, or nobody knows.</summary>
    public long ExitStatus { get; set; } = -1;

    public string Trouble { get; set; } = "";

    public long LastSeenUnixMilliseconds { get; set; } = -1;

    public long LastReportUnixMilliseconds { get; set; } = -1;

    public ProcessMemory? Memory { get; set; }

    public CollectionRing Collections { get; } = new(options.CollectionsKept);

    public int Histograms { get; set; }

    public int PartialHistograms { get; set; }

    public Completeness? LastCompleteness { get; set; }

    /// <summary>Bytes of all objects in the last usable histogram; -1 before the first.</summary>
    public long LastHeapBytes { get; set; } = -1;

    public SampleClock HistogramClock { get; } = new();

    public SampleClock MemoryClock { get; } = new();

    public SurvivorSource Source { get; } = new(options.HistogramsWithoutGen2Max);

    public ProcessTrend Trend { get; } = new(options.TypesTrackedMax, options.Detection);

    public FloorSeries Rss { get; } = new(options.Detection);

    /// <summary>What the heap as a whole does.</summary>
    public GrowthResult HeapGrowth { get; set; } = NotJudged;

    public SampleClock MeasuresClock { get; } = new();

    public ProcessMeasures Measures { get; } = new(options.Detection, (long)options.Detection.BucketWidthMin.TotalMilliseconds);

    /// <summary>The name of the leak as last said; empty without one.</summary>
    public string LeakName { get; set; } = "";

    /// <summary>What holds its objects, as far as that was asked.</summary>
    public RetentionAnswers Retention { get; } = new();

    /// <summary>What was measured by another kind of histogram, or by another clock, cannot be continued.</summary>
    public void BeginSeriesAnew()
    {
        Trend.Clear();
        HeapGrowth = NotJudged;
        LeakName = "";
    }
}
