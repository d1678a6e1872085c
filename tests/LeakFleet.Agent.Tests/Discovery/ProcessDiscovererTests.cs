using LeakFleet.Agent.Discovery;
using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Tests.Procfs;

namespace LeakFleet.Agent.Tests.Discovery;

public sealed class ProcessDiscovererTests : IDisposable
{
    private const int Agent = 1;

    private readonly ProcFixture _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void AProcessWithItsSocketIsDotNet()
    {
        _proc.Add(10, startTicks: 500).Listen(10, "dotnet-diagnostic-10-500-socket").Add(11);
        Assert.Equal([new ProcessInstance(10, 500)], Discoverer().Scan(0).Started);
    }

    [Fact]
    public void InAContainerTheInnerPidAndTheOwnTemporaryFolderCount()
    {
        _proc.Add(10, startTicks: 500, innerPid: 1, environment: ["HOME=/", "TMPDIR=/var/t"]).Listen(10, "dotnet-diagnostic-1-500-socket", "var/t")
            .Add(11, startTicks: 501, innerPid: 1, environment: ["TMPDIR=/other"]).Listen(11, "dotnet-diagnostic-1-501-socket");
        Assert.Equal([new ProcessInstance(10, 500)], Discoverer().Scan(0).Started);
    }

    [Fact]
    public void TheExactStartTimeIsPreferredToANewerStaleSocket()
    {
        _proc.Add(10, startTicks: 500).Listen(10, "dotnet-diagnostic-10-500-socket").Listen(10, "dotnet-diagnostic-10-999-socket");
        File.SetLastWriteTimeUtc(_proc.PathOf(10, "root/tmp/dotnet-diagnostic-10-500-socket"), DateTime.UnixEpoch.AddDays(1));
        Assert.Equal("dotnet-diagnostic-10-500-socket", Find(10, 500));
    }

    [Fact]
    public void WithoutAnExactMatchTheNewestSocketIsTaken()
    {
        _proc.Add(10, startTicks: 500).Listen(10, "dotnet-diagnostic-10-77-socket").Listen(10, "dotnet-diagnostic-10-99-socket")
            .Listen(10, "dotnet-diagnostic-101-500-socket");
        File.SetLastWriteTimeUtc(_proc.PathOf(10, "root/tmp/dotnet-diagnostic-10-99-socket"), DateTime.UnixEpoch.AddDays(1));
        Assert.Equal("dotnet-diagnostic-10-77-socket", Find(10, 500));
    }

    [Fact]
    public void ASocketThatAKilledProcessOfTheSamePidLeftBehindIsNotAccepted()
    {
        _proc.Add(10, startTicks: 500).Abandon(10, "dotnet-diagnostic-10-77-socket");
        Assert.Empty(Discoverer().Scan(0).Started);
    }

    [Fact]
    public void AFileOrALinkInPlaceOfTheSocketIsNotAccepted()
    {
        _proc.Add(10, startTicks: 500).Write(10, "root/tmp/dotnet-diagnostic-10-500-socket", "").Add(11, startTicks: 501).Listen(11, "real");
        File.CreateSymbolicLink(_proc.PathOf(11, "root/tmp/dotnet-diagnostic-11-501-socket"), "real");
        Assert.Empty(Discoverer().Scan(0).Started);
    }

    [Fact]
    public void AnExitIsToldOnce()
    {
        var discoverer = Discoverer();
        AddDotNet(10);
        discoverer.Scan(0);
        _proc.Remove(10);
        Assert.Equal([new ProcessInstance(10, 500)], discoverer.Scan(2000).Exited);
        Assert.Empty(discoverer.Scan(4000).Exited);
    }

    [Fact]
    public void AProcessThatCannotBeReadForAMomentHasNotExited()
    {
        var discoverer = Discoverer();
        AddDotNet(10);
        discoverer.Scan(0);
        File.Delete(_proc.PathOf(10, "stat"));
        Directory.CreateDirectory(_proc.PathOf(10, "stat"));
        Assert.Empty(discoverer.Scan(2000).Exited);
        Directory.Delete(_proc.PathOf(10, "stat"));
        Assert.Single(discoverer.Scan(4000).Exited);
    }

    [Fact]
    public void AZombieHasExited()
    {
        var discoverer = Discoverer();
        AddDotNet(10);
        discoverer.Scan(0);
        _proc.Add(10, startTicks: 500, state: 'Z');
        Assert.Single(discoverer.Scan(2000).Exited);
    }

    [Fact]
    public void AReusedPidIsAnotherProcess()
    {
        var discoverer = Discoverer();
        AddDotNet(10);
        discoverer.Scan(0);
        _proc.Add(10, startTicks: 900).Listen(10, "dotnet-diagnostic-10-900-socket");
        var scan = discoverer.Scan(2000);
        Assert.Equal([new ProcessInstance(10, 500)], scan.Exited);
        Assert.Equal([new ProcessInstance(10, 900)], scan.Started);
    }

    [Fact]
    public void ARuntimeThatOpensItsSocketLateIsNoticedWithinTwoScans()
    {
        var discoverer = Discoverer();
        _proc.Add(10, startTicks: 500);
        discoverer.Scan(0);
        discoverer.Scan(2000);
        _proc.Listen(10, "dotnet-diagnostic-10-500-socket");
        Assert.Single(discoverer.Scan(4000).Started.Concat(discoverer.Scan(6000).Started));
    }

    [Fact]
    public void AShellThatExecutesDotNetAfterAnHourIsNoticedAtOnce()
    {
        var discoverer = Discoverer();
        _proc.Add(10, startTicks: 500, name: "sh");
        for (var second = 0; second < 3600; second += 2) Assert.Empty(discoverer.Scan(second * 1000).Started);
        _proc.Add(10, startTicks: 500, name: "dotnet").Listen(10, "dotnet-diagnostic-10-500-socket");
        Assert.Single(discoverer.Scan(3_600_000).Started);
    }

    [Fact]
    public void AnOldProcessIsStillLookedAtWithinAMinute()
    {
        var discoverer = Discoverer();
        _proc.Add(10, startTicks: 500);
        for (var second = 0; second <= 600; second += 2) discoverer.Scan(second * 1000);
        _proc.Listen(10, "dotnet-diagnostic-10-500-socket");
        var scans = 0;
        while (discoverer.Scan(602_000 + (scans * 2000)).Started.Count == 0 && scans < 100) scans++;
        Assert.InRange(scans, 0, 30);
    }

    [Fact]
    public void TheAgentLeavesItselfOutUnlessToldOtherwise()
    {
        AddDotNet(Agent);
        Assert.Empty(Discoverer().Scan(0).Started);
        Assert.Single(new ProcessDiscoverer(_proc.Tree, new DiscoveryOptions(Agent, WatchSelf: true)).Scan(0).Started);
    }

    [Fact]
    public void AtTheLimitOthersWaitUntilOneExits()
    {
        var discoverer = new ProcessDiscoverer(_proc.Tree, new DiscoveryOptions(Agent, ProcessesMax: 1));
        AddDotNet(10);
        AddDotNet(11);
        var first = discoverer.Scan(0);
        Assert.Equal((1, 1), (first.Started.Count, first.OverLimit));
        _proc.Remove(first.Started[0].Pid);
        discoverer.Scan(2000);
        Assert.Single(discoverer.Scan(4000).Started);
    }

    [Fact]
    public void OnlyChosenProcessesAreLookedAt()
    {
        AddDotNet(10);
        AddDotNet(11);
        var discoverer = new ProcessDiscoverer(_proc.Tree, new DiscoveryOptions(Agent, Pids: [11, 12]));
        Assert.Equal(11, Assert.Single(discoverer.Scan(0).Started).Pid);
    }

    [Fact]
    public void ThisProcessIsFoundInTheRealTree()
    {
        var discoverer = new ProcessDiscoverer(new ProcTree(), new DiscoveryOptions(Environment.ProcessId, WatchSelf: true));
        Assert.Contains(discoverer.Scan(0).Started, p => p.Pid == Environment.ProcessId);
    }

    private ProcessDiscoverer Discoverer() => new(_proc.Tree, new DiscoveryOptions(Agent));

    private void AddDotNet(int pid) => _proc.Add(pid, startTicks: 500).Listen(pid, $"dotnet-diagnostic-{pid}-500-socket");

    private string? Find(int pid, long startTicks)
    {
        SocketSearch.Find(_proc.Tree, new ProcessInstance(pid, startTicks), out var socket);
        using (socket) return socket?.Name;
    }
}
