using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>The types of a process that its summary holds: enough to find a type across the fleet without asking each process.</summary>
internal static class TypeSummaries
{
    public static IReadOnlyList<TypeSummary> Of(ProcessTrend trend)
    {
        if (trend.Count == 0) return [];
        var largest = new PriorityQueue<int, long>(TypeSummary.LargestMax + 1);
        var growing = new PriorityQueue<int, double>(TypeSummary.GrowingMax + 1);
        for (var slot = 0; slot < trend.Count; slot++)
        {
            var type = trend[slot];
            if (type.IsLeaking)
            {
                growing.Enqueue(slot, type.Growth.SlopePerHour);
                if (growing.Count > TypeSummary.GrowingMax) growing.Dequeue();
            }
            else
            {
                largest.Enqueue(slot, type.LastBytes);
                if (largest.Count > TypeSummary.LargestMax) largest.Dequeue();
            }
        }

        return [.. growing.UnorderedItems.Select(i => i.Element).Concat(largest.UnorderedItems.Select(i => i.Element)).Order().Select(slot => Of(trend[slot]))];
    }

    private static TypeSummary Of(TypeTrend type) =>
        new(type.Name, type.Assembly, type.LastCount, type.LastBytes, type.IsLeaking ? type.Growth.SlopePerHour : 0, type.IsLeaking);
}
