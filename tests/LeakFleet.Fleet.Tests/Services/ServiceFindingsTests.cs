using System.Text.Json;
using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class ServiceFindingsTests
{
    private readonly FleetOptions _options = new();

    [Fact]
    public void ALeakThatNoProcessShowsYetIsAFindingOfItsService()
    {
        var finding = Assert.Single(Play(new SimulatedService { Leak = _ => 0.005 }, 100).Findings());
        Assert.Equal(("Shop.Order", true, Extent.AllReplicas), (finding.Type, finding.IsOfReplicasOnly, finding.Extent));
        Assert.Equal(Fingerprint.Of(Fingerprint.ManagedType, "Shop.Order"), finding.Fingerprint);
        Assert.InRange(finding.BytesPerHour, 0.4e6, 0.6e6);
        Assert.InRange(finding.BytesPerHour, finding.BytesPerHourLow, finding.BytesPerHourHigh);
        Assert.InRange(finding.HoursToLimit!.Value, finding.HoursToLimitLow!.Value, finding.HoursToLimitHigh!.Value);
        Assert.True(finding.Processes.Count >= 10);
    }

    [Fact]
    public void AServiceThatStandsStillHasNoFinding() => Assert.Empty(Play(new SimulatedService(), 120).Findings());

    [Fact]
    public void TheServicesFindingAndItsProcessesAreOneLeakUnderOneName()
    {
        var service = new SimulatedService { Leak = _ => 0.005, FoundAfter = 60, FoundAs = i => i % 3 == 0 ? "System.String" : "Shop.Order" };
        var names = new HashSet<string>();
        Play(service, 120, monitor => names.UnionWith(monitor.Findings().Select(f => f.Fingerprint)));
        Assert.Equal(Fingerprint.Of(Fingerprint.ManagedType, "Shop.Order"), Assert.Single(names));
    }

    [Fact]
    public void TheFirstBadVersionIsToldAlsoDaysAfterTheGoodOneIsGone()
    {
        var service = new SimulatedService
        {
            Replicas = 24,
            Version = i => i < 12 ? "b7f3" : "a911",
            Start = i => i < 12 ? 0 : 96,
            Exit = i => i < 12 ? 96 : int.MaxValue,
            Leak = i => i < 12 ? 0 : 0.01,
            FoundAfter = 24,
        };
        var versions = new HashSet<string>();
        var monitor = Play(service, 400, monitor => versions.UnionWith(monitor.Findings().Select(f => f.FirstVersion)));
        Assert.Equal("a911", Assert.Single(versions));
        var finding = Assert.Single(monitor.Findings());
        Assert.Equal(["b7f3"], finding.UnaffectedVersions);
        Assert.Equal([false, true], finding.Versions.Select(v => v.Grows));
    }

    [Fact]
    public void NoVersionIsBlamedForAnOldHabit()
    {
        var service = new SimulatedService
        {
            Replicas = 24,
            Version = i => i < 12 ? "1" : "2",
            Start = i => i < 12 ? 0 : 96,
            Exit = i => i < 12 ? 96 : int.MaxValue,
            Leak = _ => 0.01,
            FoundAfter = 24,
        };
        Play(service, 250, monitor => Assert.All(monitor.Findings(), f => Assert.Equal("", f.FirstVersion)));
    }

    [Fact]
    public void OneBadReplicaIsNotBadCode()
    {
        var finding = Assert.Single(Play(new SimulatedService { Leak = i => i == 4 ? 0.02 : 0, FoundAfter = 20 }, 60).Findings());
        Assert.Equal((Extent.OneReplica, ""), (finding.Extent, finding.FirstVersion));
        Assert.Equal([Histograms.Key(5)], finding.Processes);
    }

    [Fact]
    public void WhatTheAffectedShareIsNamed()
    {
        var service = new SimulatedService
        {
            Replicas = 20,
            Leak = i => i < 7 ? 0.02 : 0,
            FoundAfter = 20,
            Labels = i => new Dictionary<string, string> { ["topology.kubernetes.io/zone"] = i < 7 ? "west-3" : i % 2 == 0 ? "west-1" : "west-2", ["pod"] = $"{i}" },
        };
        var finding = Assert.Single(Play(service, 60).Findings());
        Assert.Equal(Extent.SomeReplicas, finding.Extent);
        Assert.Equal(("topology.kubernetes.io/zone", "west-3"), (finding.Pivots[0].Attribute, finding.Pivots[0].Value));
    }

    [Fact]
    public void AFixedLeakIsResolvedAndItsReturnIsARegression()
    {
        var monitor = new ServiceMonitor("shop", _options);
        var leaking = new SimulatedService { Replicas = 4, Leak = _ => 0.02, FoundAfter = 8, Exit = _ => 20 };
        var @fixed = new SimulatedService { Replicas = 4, Version = _ => "1.1", Start = _ => 20, Exit = _ => 200 };
        Play(monitor, leaking, 1, 20);
        Assert.Equal(FindingState.Open, Assert.Single(monitor.Findings()).State);
        for (var pid = 1; pid <= 4; pid++) monitor.Forget(Histograms.Key(pid));
        Play(monitor, @fixed, 21, 23);
        Assert.Equal(FindingState.Open, Assert.Single(monitor.Findings()).State);
        Play(monitor, @fixed, 24, 40);
        Assert.Empty(monitor.Findings());
        Assert.Equal(FindingState.Resolved, Assert.Single(monitor.Resolved()).State);
        Play(monitor, leaking with { Start = _ => 40, Exit = _ => 200 }, 41, 60);
        Assert.Equal(FindingState.Regressed, Assert.Single(monitor.Findings()).State);
        Assert.Empty(monitor.Resolved());
    }

    [Fact]
    public void NeitherTheOrderOfTheReplicasNorHowOftenSomebodyAsksChangesAnything()
    {
        var service = new SimulatedService { Leak = i => i % 4 == 0 ? 0 : 0.005, Start = i => i * 3, FoundAfter = 50, Version = i => i < 6 ? "1" : "2" };
        var expected = Json(Play(service, 80));
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var monitor = new ServiceMonitor("shop", _options);
            for (var quarter = 1; quarter <= 80; quarter++)
            {
                var reports = service.At(quarter).ToArray();
                random.Shuffle(reports);
                foreach (var report in reports)
                {
                    monitor.Report(report);
                    if (random.Next(20) == 0) monitor.Findings();
                }
            }

            Assert.Equal(expected, Json(monitor));
        }
    }

    [Fact]
    public void FiveThousandReplicasAreJudgedWithinSeconds()
    {
        var service = new SimulatedService { Replicas = 5000, Leak = _ => 0.005, Start = i => i % 40, Labels = i => new Dictionary<string, string> { ["pod"] = $"{i}", ["zone"] = $"{i % 3}" } };
        var monitor = new ServiceMonitor("shop", _options);
        Play(monitor, service, 68, 79);
        var reports = service.At(80).ToList();
        var began = TimeProvider.System.GetTimestamp();
        foreach (var report in reports) monitor.Report(report);
        var settled = TimeProvider.System.GetElapsedTime(began);
        Assert.Single(monitor.Findings());
        TestContext.Current.TestOutputHelper?.WriteLine($"settled in {settled.TotalMilliseconds:0} ms, asked in {(TimeProvider.System.GetElapsedTime(began) - settled).TotalMilliseconds:0} ms");
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 30);
    }

    private ServiceMonitor Play(SimulatedService service, int quarters, Action<ServiceMonitor>? look = null)
    {
        var monitor = new ServiceMonitor("shop", _options);
        Play(monitor, service, 1, quarters, look);
        return monitor;
    }

    private static void Play(ServiceMonitor monitor, SimulatedService service, int from, int to, Action<ServiceMonitor>? look = null)
    {
        for (var quarter = from; quarter <= to; quarter++)
        {
            foreach (var report in service.At(quarter)) monitor.Report(report);
            monitor.Expire(SimulatedService.Time(quarter));
            look?.Invoke(monitor);
        }
    }

    private static string Json(ServiceMonitor monitor) => JsonSerializer.Serialize(monitor.Findings().Select(f => f with { Processes = [] }))
        + string.Join(",", monitor.Findings().SelectMany(f => f.Processes).Select(p => p.ToString()));
}
