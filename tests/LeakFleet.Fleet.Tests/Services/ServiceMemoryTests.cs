using System.Text;
using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class ServiceMemoryTests
{
    private static readonly SimulatedService Leaking = new() { Replicas = 4, Leak = _ => 0.02, FoundAfter = 8, Exit = _ => 20 };

    private readonly FleetOptions _options = new();

    [Fact]
    public void AnOpenFindingIsAsOldAfterARestartAsBefore()
    {
        var monitor = Played(Leaking with { Exit = _ => 200 }, 20);
        var restarted = Restarted(monitor);
        Play(restarted, Leaking with { Exit = _ => 200 }, 21, 24);
        Play(monitor, Leaking with { Exit = _ => 200 }, 21, 24);
        var (before, after) = (Assert.Single(monitor.Findings()), Assert.Single(restarted.Findings()));
        Assert.True(after.StateSinceUnixMilliseconds < SimulatedService.Time(20));
        Assert.Equal((before.State, before.StateSinceUnixMilliseconds, before.Fingerprint), (after.State, after.StateSinceUnixMilliseconds, after.Fingerprint));
    }

    [Fact]
    public void WhatIsGoneWhileTheHostRestartsStaysOpenForItsHoldAndIsThenResolved()
    {
        var restarted = Restarted(Played(Leaking, 20));
        var @fixed = new SimulatedService { Replicas = 4, Version = _ => "1.1", Start = _ => 20, Exit = _ => 200 };
        Play(restarted, @fixed, 21, 23);
        Assert.Equal(FindingState.Open, Assert.Single(restarted.Findings()).State);
        Play(restarted, @fixed, 24, 40);
        Assert.Empty(restarted.Findings());
        Assert.Equal(FindingState.Resolved, Assert.Single(restarted.Resolved()).State);
        var again = Restarted(restarted);
        Assert.Equal(FindingState.Resolved, Assert.Single(again.Resolved()).State);
        Play(again, Leaking with { Start = _ => 40, Exit = _ => 200 }, 41, 60);
        Assert.Equal(FindingState.Regressed, Assert.Single(again.Findings()).State);
    }

    [Fact]
    public void TheFirstBadVersionIsToldAlsoWhenTheHostRestartedAfterTheGoodOneWasGone()
    {
        var service = new SimulatedService
        {
            Replicas = 12,
            Version = i => i < 6 ? "1" : "2",
            Start = i => i < 6 ? 0 : 60,
            Exit = i => i < 6 ? 60 : int.MaxValue,
            Leak = i => i < 6 ? 0 : 0.02,
            FoundAfter = 20,
        };
        var monitor = Played(service, 62);
        for (var pid = 1; pid <= 6; pid++) monitor.Forget(Histograms.Key(pid));
        var restarted = Restarted(monitor);
        Play(restarted, service, 63, 100);
        Assert.Equal("2", Assert.Single(restarted.Findings()).FirstVersion);
    }

    [Fact]
    public void AServiceWithoutAFindingThatNeverHadAnotherVersionRemembersNothing()
    {
        var monitor = Played(new SimulatedService { Replicas = 2 }, 20);
        Assert.False(monitor.IsMemoryChanged);
        Assert.True(Played(Leaking, 20).IsMemoryChanged);
    }

    [Fact]
    public void ManyProcessesOfAFindingTakeLittleRoom()
    {
        var monitor = Played(new SimulatedService { Replicas = 600, Leak = _ => 0.02, FoundAfter = 8 }, 12);
        Assert.Equal(600, Assert.Single(monitor.Findings()).Processes.Count);
        Assert.InRange(monitor.Save().Length, 1000, 100_000);
    }

    [Fact]
    public void AnotherServicesMemoryIsRefused()
    {
        var bytes = Played(Leaking, 20).Save();
        Assert.False(new ServiceMonitor("billing", _options).Restore(bytes));
        Assert.True(new ServiceMonitor("shop", _options).Restore(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("""{"Format":1,"Service":null,"Findings":[],"Versions":[]}""")]
    [InlineData("""{"Format":1,"Service":"shop","Findings":[null],"Versions":[]}""")]
    [InlineData("""{"Format":1,"Service":"shop","Findings":[{}],"Versions":[]}""")]
    [InlineData("""{"Format":1,"Service":"shop","Findings":[],"Versions":[null]}""")]
    [InlineData("""{"Format":2,"Service":"shop","Findings":[],"Versions":[]}""")]
    public void WhatIsNoMemoryIsRefused(string text) => Assert.False(new ServiceMonitor("shop", _options).Restore(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void ADamagedMemoryIsReadOrRefusedButNeverThrows()
    {
        var bytes = Played(Leaking, 20).Save();
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            byte[] damaged = [.. bytes[..random.Next(bytes.Length)], .. bytes[random.Next(bytes.Length)..]];
            if (damaged.Length > 0) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            var monitor = new ServiceMonitor("shop", _options);
            if (monitor.Restore(damaged)) Play(monitor, Leaking, 15, 18);
        }
    }

    private ServiceMonitor Played(SimulatedService service, int quarters)
    {
        var monitor = new ServiceMonitor("shop", _options);
        Play(monitor, service, 1, quarters);
        return monitor;
    }

    private ServiceMonitor Restarted(ServiceMonitor monitor)
    {
        Assert.True(monitor.IsMemoryChanged);
        var restarted = new ServiceMonitor("shop", _options);
        Assert.True(restarted.Restore(monitor.Save()));
        Assert.False(monitor.IsMemoryChanged);
        return restarted;
    }

    private static void Play(ServiceMonitor monitor, SimulatedService service, int from, int to)
    {
        for (var quarter = from; quarter <= to; quarter++)
        {
            foreach (var report in service.At(quarter)) monitor.Report(report);
            monitor.Expire(SimulatedService.Time(quarter));
        }
    }
}
