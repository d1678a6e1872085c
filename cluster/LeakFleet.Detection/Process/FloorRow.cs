namespace LeakFleet.Detection;

/// <summary>What a row of floors shows at a glance, for a hundredth of the cost of the test.</summary>
/// <param name="Count">Buckets that hold a floor.</param>
/// <param name="Range">Between the least and the largest floor.</param>
/// <param name="SlopePerHour">Least squares.</param>
/// <param name="Explained">Part of the variance that the line explains, 0 to 1.</param>
internal readonly record struct FloorRow(int Count, double Range, double SlopePerHour, double Explained)
{
    public static FloorRow Of(FloorCells cells, ReadOnlySpan<ushort> row, long widthMilliseconds)
    {
        // Whole numbers as long as they can: up to 40 places and 16 bits each, no sum comes near its limit, and the order does not matter.
        long count = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
        int low = ushort.MaxValue, high = 0;
        for (var i = 0; i < row.Length; i++)
        {
            int cell = row[i];
            if (cell == FloorCells.None) continue;
            count++;
            x += i;
            y += cell;
            xx += i * i;
            xy += i * cell;
            yy += (long)cell * cell;
            low = Math.Min(low, cell);
            high = Math.Max(high, cell);
        }

        if (count == 0) return default;
        var scale = (double)(1L << cells.Shift);
        var (acrossX, acrossY, both) = ((double)(count * xx - x * x), (double)(count * yy - y * y), (double)(count * xy - x * y));
        if (acrossX <= 0 || acrossY <= 0) return new FloorRow((int)count, (high - low) * scale, 0, 0);
        return new FloorRow((int)count, (high - low) * scale, both / acrossX * scale * (3_600_000.0 / widthMilliseconds), both * both / (acrossX * acrossY));
    }
}
