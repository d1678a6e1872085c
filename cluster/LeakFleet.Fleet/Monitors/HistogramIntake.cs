using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>Takes a histogram into the trend of its process.</summary>
internal static class HistogramIntake
{
    /// <summary>Bytes of all objects, dead or alive.</summary>
    public static long TotalBytes(Histogram histogram)
    {
        var total = 0L;
        for (var row = 0; row < histogram.Types.Count; row++) total = Saturating.Add(total, Math.Max(0, histogram.Types[row].Bytes.Total));
        return total;
    }

    /// <param name="useTotals">Count garbage too, since nothing tells what survives.</param>
    public static void Take(ProcessTrend trend, Histogram histogram, bool useTotals, long unixMilliseconds)
    {
        trend.Begin(unixMilliseconds);
        // Types folded into one row, or cut off at the limit, are absent without being gone.
        var isEveryTypeListed = histogram.Types.Count < WireLimits.TypesMax;
        for (var row = 0; row < histogram.Types.Count; row++)
        {
            var type = histogram.Types[row];
            var bytes = Measure(type.Bytes, useTotals);
            if (type.Name == Histogram.OtherTypes)
            {
                isEveryTypeListed = false;
                trend.AddOthers(bytes);
            }
            else
            {
                trend.Add(type.Name, type.Assembly, bytes, Measure(type.Counts, useTotals));
            }
        }

        trend.End(isEveryTypeListed);
    }

    private static long Measure(in GenerationValues values, bool useTotals)
    {
        var survivors = Saturating.Add(Math.Max(values.Gen1, 0), Saturating.Sum(values.Gen2, values.Large, values.Pinned));
        return useTotals ? Saturating.Sum(survivors, values.Gen0, values.Frozen) : survivors;
    }
}
