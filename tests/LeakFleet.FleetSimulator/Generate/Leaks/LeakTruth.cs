using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>The label of a leak, from the lives that its service really has.</summary>
internal static class LeakTruth
{
    /// <summary>A limit further away than this is none.</summary>
    private const int ForecastHoursMax = 24 * 365;

    public static LeakLabel Of(
        ServicePlan service, LeakRecipe recipe, int index, IReadOnlyList<int> named, IReadOnlyList<HeapModel> versions, IReadOnlyList<ProcessPlan> processes)
    {
        var leak = service.Leaks[index];
        var leaking = processes.Where(p => p.LeaksFrom[index] < p.EndUnixMilliseconds).ToList();
        if (leaking.Count == 0) throw new InvalidOperationException($"Nothing leaks in {service.Scenario}: no process lives long enough.");
        var first = leaking.MinBy(p => p.LeaksFrom[index])!;
        var starts = first.LeaksFrom[index];
        var firstVersion = leaking.Min(p => p.Version);
        var heap = Math.Max(first.Heap.Bytes * first.SizeFactor, Envelope.ManagedBytes(service, first, starts));
        var limits = new Dictionary<ProcessKey, long>();
        foreach (var process in leaking)
        {
            if ((process.EndsAtLimit ? process.EndUnixMilliseconds : GoesOn(service, process)) is { } limit) limits.Add(process.Key, limit);
        }

        var isCounted = recipe.Kind is LeakKinds.Threads or LeakKinds.FileDescriptors or LeakKinds.Handles;
        return new LeakLabel(
            recipe.Kind,
            [.. named.SelectMany(i => versions.Select(v => v.Types[i].Name)).SelectMany(LeakNames.Of).Distinct(StringComparer.Ordinal)],
            firstVersion > 0 && processes.Any(p => p.Version < firstVersion) ? leaking.First(p => p.Version == firstVersion).Description.Version : "",
            leaking.Select(p => p.Key).ToHashSet(),
            first.Node.ToNodeTime(starts),
            isCounted ? recipe.SharePerHour : leak.BytesPerHour / heap,
            24 * leak.BytesPerHour / service.LimitBytes,
            First(leaking, limits))
        {
            LimitsReachedUnixMilliseconds = limits,
        };
    }

    private static long? First(List<ProcessPlan> leaking, Dictionary<ProcessKey, long> limits)
    {
        if (leaking.Where(p => p.EndsAtLimit).Select(p => (long?)p.EndUnixMilliseconds).Min() is { } killed) return killed;
        var living = leaking.Where(p => !p.Exits).ToList();
        return (living.Count > 0 ? living : leaking).Min(p => limits.TryGetValue(p.Key, out var limit) ? limit : (long?)null);
    }

    /// <summary>With all of its leaks, as if the load of the last day came again each day.</summary>
    private static long? GoesOn(ServicePlan service, ProcessPlan process)
    {
        var end = process.EndUnixMilliseconds;
        var perHour = 0.0;
        for (var i = 0; i < service.Leaks.Count; i++)
        {
            var leak = service.Leaks[i];
            var native = leak.UnitsPerHour * leak.Unit.NativeBytes;
            if (process.LeaksFrom[i] < end) perHour += process.LoadFactor * (native + Envelope.CommittedFactor * (leak.BytesPerHour - native));
        }

        var ofLoad = process.Heap.LoadBytes * process.LoadFactor * process.SizeFactor * Envelope.CommittedFactor;
        var without = Envelope.UsageBytes(service, process, end) - ofLoad * service.Load.Lasting(end);
        for (var hours = 1; hours <= ForecastHoursMax; hours++)
        {
            var likeLoad = service.Load.Lasting(end - Clock.Hours(24 - hours % 24));
            if (without + perHour * hours + ofLoad * likeLoad >= service.LimitBytes) return end + Clock.Hours(hours);
        }

        return null;
    }
}
