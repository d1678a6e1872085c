namespace LeakFleet.Detection;

/// <summary>Order statistics by Hoare's quickselect: linear time, in place, no allocation.</summary>
internal static class Quantile
{
    public static double Median(Span<double> scratch) => Of(scratch, 0.5);

    /// <summary>The quantile with linear interpolation between neighbours; reorders <paramref name="scratch"/>.</summary>
    public static double Of(Span<double> scratch, double share)
    {
        var position = share * (scratch.Length - 1);
        var rank = (int)position;
        var low = Select(scratch, rank);
        var part = position - rank;
        if (part <= 0 || rank + 1 >= scratch.Length) return low;

        // After the selection everything right of the rank is at least as large: the next order statistic is its minimum.
        var high = double.PositiveInfinity;
        foreach (var value in scratch[(rank + 1)..]) high = Math.Min(high, value);
        return low + part * (high - low);
    }

    private static double Select(Span<double> values, int rank)
    {
        var (left, right) = (0, values.Length - 1);
        while (left < right)
        {
            // The middle as pivot: sorted and reversed input, the common case here, costs no more than random input.
            var pivot = values[left + (right - left) / 2];
            var (i, j) = (left, right);
            while (i <= j)
            {
                while (values[i] < pivot) i++;
                while (values[j] > pivot) j--;
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j) right = j;
            else if (rank >= i) left = i;
            else break;
        }

        return values[rank];
    }
}
