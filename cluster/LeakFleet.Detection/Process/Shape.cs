namespace LeakFleet.Detection;

/// <summary>Compares how two types came to what they hold.</summary>
internal static class Shape
{
    /// <summary>With fewer buckets any rise is a line.</summary>
    private const int BucketsMin = 5;

    /// <summary>Whether the floors of both, each drawn from 0 at the first bucket to 1 at the last, are one curve.</summary>
    /// <param name="distanceMax">Largest distance of curves that are taken for one.</param>
    public static bool IsOne(ProcessTrend trend, int slot, int other, int from, int end, double distanceMax)
    {
        if (end - from < BucketsMin) return true;
        var (first, last) = LoadControl.Levels(trend, slot, from, from, end);
        var (firstOfOther, lastOfOther) = LoadControl.Levels(trend, other, from, from, end);
        if (last <= first || lastOfOther <= firstOfOther) return false;
        var cells = trend.CellsOf(slot);
        var cellsOfOther = trend.CellsOf(other);
        var (held, heldByOther) = (trend.Table[slot].Cells, trend.Table[other].Cells);
        for (var bucket = from + 1; bucket < Math.Min(end, cells.Length); bucket++)
        {
            if (cells[bucket] == FloorCells.None || cellsOfOther[bucket] == FloorCells.None) continue;
            var share = (held.Decode(cells[bucket]) - first) / (last - first);
            var shareOfOther = (heldByOther.Decode(cellsOfOther[bucket]) - firstOfOther) / (lastOfOther - firstOfOther);
            if (Math.Abs(share - shareOfOther) > distanceMax) return false;
        }

        return true;
    }
}
