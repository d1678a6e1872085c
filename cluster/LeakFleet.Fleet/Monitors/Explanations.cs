using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>Why a process, and each of its types, is not called a leak.</summary>
internal sealed class Explanations(ProcessMonitor monitor)
{
    private readonly MonitorState _state = monitor.State;

    public static Explanation? Of(ProcessMonitor monitor)
    {
        if (monitor.Verdict == Verdict.Leak) return null;
        var trend = monitor.State.Trend;
        Span<float> floors = stackalloc float[BucketAxis.BucketsMax];
        floors = floors[..trend.CopyHeapFloors(floors)];
        var heap = monitor.State.HeapGrowth;
        return heap.Verdict == Verdict.Leak ? Explain.OfUntoldHeap(heap) : new Explanations(monitor).Of(heap, floors);
    }

    public Explanation? Of(TypeTrend type)
    {
        if (type.IsLeaking) return null;
        var samples = type.Samples();
        Span<float> floors = stackalloc float[Math.Min(samples.Length, BucketAxis.BucketsMax)];
        for (var i = 0; i < floors.Length; i++) floors[i] = (float)samples[i].Value;
        return Of(type.Growth with { Verdict = type.Shown }, floors, type.Growth.Verdict == Verdict.Leak);
    }

    /// <param name="isUntold">It passed the test, and something else speaks against a leak.</param>
    private Explanation? Of(in GrowthResult growth, ReadOnlySpan<float> floors, bool isUntold = false)
    {
        var axis = _state.Trend.Axis;
        var started = _state.Description is { StartedUnixMilliseconds: > 0 and var told } ? told : axis.FirstUnixMilliseconds;
        var now = Math.Max(axis.LastUnixMilliseconds, started);
        var seen = new Seen(floors, axis.WidthMilliseconds, started, now, _state.Collections.PerHour);
        return isUntold ? Explain.OfUntold(growth, growth.Verdict, seen, monitor.DetectionOptions) : Explain.Of(growth, seen, monitor.DetectionOptions);
    }
}
