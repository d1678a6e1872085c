namespace LeakFleet.Detection;

/// <summary>Chooses the types of a process that its service gets to see.</summary>
public static class TrendProfiles
{
    /// <summary>Fewer floors say nothing in however many replicas.</summary>
    private const int FloorsMin = 4;

    /// <summary>
    /// Those that leak first, then by how steeply they rise, times the part of their movement which that explains: a wave of load rises steeply too, in its largest types,
    /// but returns. Of buckets that are over; the newest is left out.
    /// </summary>
    /// <param name="kind">Of these profiles.</param>
    public static IReadOnlyList<GrowthProfile> Of(ProcessTrend trend, string kind, long startedUnixMilliseconds, int countMax, DetectionOptions options)
    {
        var axis = trend.Axis;
        var window = JudgedWindow.Of(axis, startedUnixMilliseconds, options);
        window = window with { End = Math.Max(window.First, window.End - 1) };
        var screen = new GrowthScreen(window.Count, axis.WidthMilliseconds, trend.HeapBytes, options);
        var chosen = new PriorityQueue<int, (double, int)>();
        var tested = 0;
        for (var slot = 0; slot < trend.Count; slot++)
        {
            var row = trend.Glance(slot, window.First, window.End);
            if (row.Count < FloorsMin || !screen.Moves(row)) continue;
            tested++;
            var score = trend.Table[slot].Persistence.Shown == Verdict.Leak ? double.MaxValue : row.SlopePerHour * row.Explained;
            if (score <= 0) continue;
            chosen.Enqueue(slot, (score, -slot));
            if (chosen.Count > countMax) chosen.Dequeue();
        }

        var profiles = new GrowthProfile[chosen.Count];
        var riseOfOthers = chosen.Count == 0 ? 0 : LoadControl.RiseOfOthers(trend, except: -1, window.First, window.End, byLast: false);
        for (var i = profiles.Length - 1; i >= 0; i--)
        {
            var slot = chosen.Dequeue();
            var floors = new float[axis.Count];
            trend.CopyFloors(slot, floors);
            profiles[i] = new GrowthProfile(
                kind, trend.Table[slot].Name, trend.Table[slot].Assembly, axis.FromUnixMilliseconds, axis.WidthMilliseconds,
                floors.AsMemory(0, axis.Count - 1), trend.HeapBytes, tested)
            {
                UnexplainedBytes = LoadControl.Unexplained(trend, slot, window, riseOfOthers),
            };
        }

        return profiles;
    }
}
