namespace LeakFleet.FleetSimulator.Generate;

/// <summary>
/// What a process holds at a time, but for noise. It decides when a leak reaches the limit, before a single message is made; and it costs a few dozen
/// operations where a heap of 400 types would cost thousands.
/// </summary>
internal static class Envelope
{
    /// <summary>Part of the file pages that count against the limit because they cannot be given back.</summary>
    private const double FileShare = 0.3;

    /// <summary>Regions are committed in whole, and the GC keeps some more.</summary>
    public const double CommittedFactor = 1.06;

    /// <summary>Objects that survive.</summary>
    public static double ManagedBytes(ServicePlan service, ProcessPlan process, long t)
    {
        var ageHours = AgeHours(process, t);
        var load = service.Load.Lasting(t) * process.LoadFactor;
        var bytes = process.Heap.Bytes + process.Heap.LoadBytes * (load - 1);
        for (var k = 0; k < process.Heap.WarmUpHours.Count; k++)
            bytes -= process.Heap.WarmUpBytes[k] * Math.Exp(-ageHours / process.Heap.WarmUpHours[k]);
        bytes = Math.Max(0, bytes) * process.SizeFactor;
        foreach (var cache in service.Caches) bytes += cache.Bytes(ageHours, load);
        for (var i = 0; i < service.Leaks.Count; i++) bytes += service.Leaks[i].ManagedBytes(Units(service, process, i, t));
        return bytes;
    }

    public static double FreeBytes(ServicePlan service, ProcessPlan process, long t)
    {
        var bytes = service.Memory.FreeBytes(process.Heap.Bytes, AgeHours(process, t));
        for (var i = 0; i < service.Leaks.Count; i++) bytes += Units(service, process, i, t) * service.Leaks[i].Unit.FreeBytes;
        return bytes;
    }

    public static double NativeBytes(ServicePlan service, ProcessPlan process, long t)
    {
        var bytes = service.Memory.Native(AgeHours(process, t));
        for (var i = 0; i < service.Leaks.Count; i++) bytes += Units(service, process, i, t) * service.Leaks[i].Unit.NativeBytes;
        return bytes;
    }

    public static double CommittedBytes(ServicePlan service, double managedBytes, double freeBytes) =>
        CommittedFactor * (managedBytes + freeBytes) + service.Memory.BudgetBytes;

    public static double UsageBytes(ServicePlan service, ProcessPlan process, long t) =>
        CommittedBytes(service, ManagedBytes(service, process, t), FreeBytes(service, process, t))
        + NativeBytes(service, process, t)
        + FileShare * service.Memory.FileBytes;

    public static double UsageBytes(ServicePlan service, double anonymousBytes) => anonymousBytes + FileShare * service.Memory.FileBytes;

    public static double Units(ServicePlan service, ProcessPlan process, int leak, long t) =>
        process.LeaksFrom[leak] >= t ? 0 : service.Leaks[leak].Units(process.LeaksFrom[leak], t, service.Load) * process.LoadFactor;

    public static double AgeHours(ProcessPlan process, long t) => (double)(t - process.StartUnixMilliseconds) / Clock.Hour;
}
