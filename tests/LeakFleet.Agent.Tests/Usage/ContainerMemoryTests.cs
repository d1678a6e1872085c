using LeakFleet.Agent.Usage;

namespace LeakFleet.Agent.Tests.Usage;

public sealed class ContainerMemoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("lf").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void TheTightestLimitAmongAncestorsEndsTheProcess()
    {
        Write("kubepods", "memory.max", "8000", "memory.current", "900");
        Write("kubepods/pod1", "memory.max", "500", "memory.current", "400");
        Write("kubepods/pod1/c1", "memory.max", "1000", "memory.current", "300");
        Assert.Equal(new ContainerMemory(500, 400), ContainerMemory.Read("0::/kubepods/pod1/c1", _root));
    }

    [Fact]
    public void WithoutALimitTheOwnUsageRemains()
    {
        Write("system.slice/a.service", "memory.max", "max\n", "memory.current", "300\n");
        Assert.Equal(new ContainerMemory(-1, 300), ContainerMemory.Read("0::/system.slice/a.service\n", _root));
    }

    [Fact]
    public void VersionOneAndHybridNameTheMemoryController()
    {
        Write("memory/docker/x", "memory.limit_in_bytes", "4096", "memory.usage_in_bytes", "1024");
        Assert.Equal(new ContainerMemory(4096, 1024), ContainerMemory.Read("9:name=systemd:/y\n4:cpu,memory:/docker/x\n0::/", _root));
    }

    [Fact]
    public void VersionOnesLargestNumberIsNoLimit()
    {
        Write("memory/a", "memory.limit_in_bytes", "9223372036854771712", "memory.usage_in_bytes", "77");
        Assert.Equal(new ContainerMemory(-1, 77), ContainerMemory.Read("4:memory:/a", _root));
    }

    [Fact]
    public void FilePagesNotUsedLatelyAreDroppedBeforeAKillAndAreNoUsage()
    {
        Write("pod/c", "memory.max", "1000", "memory.current", "950", "memory.stat", "anon 300\nfile 640\ninactive_anon 7\nactive_file 40\ninactive_file 600\nslab 10\n");
        Assert.Equal(new ContainerMemory(1000, 350), ContainerMemory.Read("0::/pod/c", _root));
    }

    [Fact]
    public void VersionOneCountsFilePagesOfTheCgroupsBelowToo()
    {
        Write("memory/pod", "memory.limit_in_bytes", "1000", "memory.usage_in_bytes", "950", "memory.stat", "inactive_file 0\ntotal_cache 640\ntotal_inactive_file 600\n");
        Write("memory/pod/c", "memory.limit_in_bytes", "9223372036854771712", "memory.usage_in_bytes", "900", "memory.stat", "inactive_file 5\ntotal_inactive_file 5\n");
        Assert.Equal(new ContainerMemory(1000, 350), ContainerMemory.Read("4:memory:/pod/c", _root));
    }

    [Fact]
    public void AViewOfItsOwnCgroupShowsAContainersLimitAtTheRoot()
    {
        Write("", "memory.max", "1000", "memory.current", "950", "memory.stat", "inactive_file 600\n");
        Assert.Equal(new ContainerMemory(1000, 350), ContainerMemory.Read("0::/", _root));
        Write("app", "memory.max", "max", "memory.current", "100");
        Assert.Equal(new ContainerMemory(1000, 350), ContainerMemory.Read("0::/app", _root));
        Assert.Equal(ContainerMemory.Unknown, ContainerMemory.Read("0::/../another", _root));
    }

    [Fact]
    public void InAContainerOfVersionOneThePathIsTheMachinesAndTheMountItsOwn()
    {
        Write("memory", "memory.limit_in_bytes", "1000", "memory.usage_in_bytes", "950");
        Assert.Equal(1000, ContainerMemory.OwnLimit("4:memory:/docker/x", _root));
        Assert.Equal(ContainerMemory.Unknown, ContainerMemory.Read("4:memory:/docker/another", _root));
        Write("memory", "memory.limit_in_bytes", "9223372036854771712");
        Assert.Equal(-1, ContainerMemory.OwnLimit("4:memory:/docker/x", _root));
    }

    [Theory]
    [InlineData("inactive_file 2000\n", 0)]
    [InlineData("inactive_file -5\n", 950)]
    [InlineData("inactive_file\n", 950)]
    [InlineData("inactive_file 99999999999999999999999\n", 950)]
    [InlineData("", 950)]
    public void ImplausibleFilePagesNeverMakeUsageNegativeNorLarger(string stat, long usage)
    {
        Write("c", "memory.max", "1000", "memory.current", "950", "memory.stat", stat);
        Assert.Equal(new ContainerMemory(1000, usage), ContainerMemory.Read("0::/c", _root));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0::/")]
    [InlineData("4:memory:/")]
    [InlineData("0::/missing")]
    [InlineData("0::/../../etc")]
    [InlineData("nonsense")]
    public void WhatCannotBeReadIsUnknown(string cgroup) => Assert.Equal(ContainerMemory.Unknown, ContainerMemory.Read(cgroup, _root));

    private void Write(string folder, params string[] filesAndTexts)
    {
        Directory.CreateDirectory(Path.Combine(_root, folder));
        for (var i = 0; i < filesAndTexts.Length; i += 2) File.WriteAllText(Path.Combine(_root, folder, filesAndTexts[i]), filesAndTexts[i + 1]);
    }
}
