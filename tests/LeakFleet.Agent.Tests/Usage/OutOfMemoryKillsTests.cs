using LeakFleet.Agent.Usage;

namespace LeakFleet.Agent.Tests.Usage;

public sealed class OutOfMemoryKillsTests : IDisposable
{
    private const string Id = "4a3f5d1e0b9c8a7f6e5d4c3b2a19080706050403020100ffeeddccbbaa998877";
    private const string Pod = "kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod0f3c9a5e_8b1d_4c6e_9f2a_7d5b3e1c0a98.slice";

    private readonly string _root = Directory.CreateTempSubdirectory("lf").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void AKillInTheProcesssOwnContainerIsSeen()
    {
        Write("memory/docker/x/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        var kills = new OutOfMemoryKills("4:memory:/docker/x\n0::/", _root);
        Assert.False(kills.HaveRisen());
        Write("memory/docker/x/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
        Assert.True(kills.HaveRisen());
    }

    [Fact]
    public void AKillIsSeenThoughItWasCountedWhileTheProcessWasStillDying()
    {
        Write("memory/docker/x/memory.oom_control", "oom_kill 2\n");
        var kills = new OutOfMemoryKills("4:memory:/docker/x\n0::/", _root);
        Write("memory/docker/x/memory.oom_control", "oom_kill 3\n");
        kills.Remember();
        Assert.True(kills.HaveRisen());
        kills.Remember();
        Assert.False(kills.HaveRisen());
    }

    [Fact]
    public void APodTellsWhenItsContainerIsGone()
    {
        Write($"{Pod}/memory.events", "low 0\nhigh 0\nmax 4\noom 1\noom_kill 1\noom_group_kill 0\n");
        Write($"{Pod}/cri-containerd-{Id}.scope/memory.events", "oom_kill 0\n");
        var kills = new OutOfMemoryKills($"0::/{Pod}/cri-containerd-{Id}.scope", _root);
        Directory.Delete(Path.Combine(_root, $"{Pod}/cri-containerd-{Id}.scope"), recursive: true);
        Assert.False(kills.HaveRisen());
        Write($"{Pod}/memory.events", "oom_kill 2\n");
        Assert.True(kills.HaveRisen());
    }

    [Fact]
    public void WhileTheContainerIsThereItsNeighboursKillIsNotItsOwn()
    {
        Write($"{Pod}/memory.events", "oom_kill 0\n");
        Write($"{Pod}/cri-containerd-{Id}.scope/memory.events", "oom_kill 0\n");
        var kills = new OutOfMemoryKills($"0::/{Pod}/cri-containerd-{Id}.scope", _root);
        Write($"{Pod}/memory.events", "oom_kill 1\n");
        Assert.False(kills.HaveRisen());
    }

    [Theory]
    [InlineData("oom_kill_disable 0\nunder_oom 0\n")]
    [InlineData("oom_kill x\n")]
    [InlineData("oom_kill -1\n")]
    [InlineData("oom_kill 99999999999999999999\n")]
    [InlineData("")]
    public void WhatCannotBeReadIsNoCount(string text) => Assert.Equal(-1, OutOfMemoryKills.Count(System.Text.Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("0::/")]
    [InlineData("0::/../../x")]
    public void WithoutACgroupNothingIsClaimed(string cgroup) => Assert.False(new OutOfMemoryKills(cgroup, _root).HaveRisen());

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
