using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class FindingUrgencyTests
{
    [Fact]
    public void WhatIsCountedHasItsPlaceAmongWhatGrowsInBytes()
    {
        var fast = Finding("fast", 100 << 20);
        var slow = Finding("slow", 200 << 10);
        var threads = Finding("threads", 0) with { Kind = FindingKind.Threads, Measure = Measure.Threads, MeasurePerHour = 60 };
        var descriptors = Finding("descriptors", double.NaN) with { Kind = FindingKind.FileDescriptors, Measure = Measure.FileDescriptors, MeasurePerHour = 1 };
        var limited = Finding("limited", 1) with { HoursToLimit = 40 };
        var order = new[] { slow, descriptors, threads, limited, fast }.Order(FindingUrgency.Order).Select(f => f.Service);
        Assert.Equal(["limited", "fast", "threads", "slow", "descriptors"], order);
    }

    private static FleetFinding Finding(string service, double bytesPerHour) => new(
        "f1", FindingKind.ManagedType, service, "Acme.Order", "Acme", [], [], [new ProcessKey("node-1", new string('a', 32), 1, 1)], 0, bytesPerHour, null);
}
